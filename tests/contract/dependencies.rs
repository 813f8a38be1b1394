//! To an application that already uses `headers`, this crate adds no dependency but itself. And
//! what the programs depend on needs no newer compiler than they promise.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::process::Command;
use std::{fs, iter};

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The packages that an application with these dependencies is built from on any platform, each
/// with its version and its features.
///
/// It is an application of its own, because in this repository `headers` has the features that the
/// development dependencies ask for.
fn packages(dependencies: &str) -> BTreeSet<String> {
    let app = tempfile::tempdir().unwrap();
    let manifest = format!(
        "[package]\nname = \"app\"\nedition = \"2021\"\n\n[dependencies]\n{dependencies}\n\n[workspace]\n"
    );
    fs::write(app.path().join("Cargo.toml"), manifest).unwrap();
    fs::create_dir(app.path().join("src")).unwrap();
    fs::write(app.path().join("src/lib.rs"), "").unwrap();
    // The versions that this repository is built with, which are all that `--offline` can find.
    fs::copy(
        Path::new(ROOT).join("Cargo.lock"),
        app.path().join("Cargo.lock"),
    )
    .unwrap();

    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "normal", "--target", "all"])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p} {f}"])
        .current_dir(app.path())
        .output()
        .unwrap();
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let tree = String::from_utf8(tree.stdout).unwrap();
    // The first line is the application.
    tree.lines()
        .skip(1)
        .map(|line| line.trim().to_owned())
        .collect()
}

#[test]
fn application_with_headers_gains_this_crate_only() {
    let headers = "headers = \"0.4\"";
    let ours = format!("headers-allow-credentials = {{ path = {ROOT:?} }}");
    let before = packages(headers);
    let after = packages(&format!("{headers}\n{ours}"));

    assert!(before
        .iter()
        .any(|package| package.starts_with("headers v0.4.")));
    assert_eq!(before.difference(&after).count(), 0);
    let gained: Vec<_> = after.difference(&before).collect();
    let this_crate = format!(
        "headers-allow-credentials v{} ({ROOT})",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(gained, [&this_crate]);
}

/// The programs' oldest compiler is one that all their dependencies accept, in the versions that
/// this repository is built with.
#[test]
fn dependencies_of_the_programs_accept_the_promised_compiler() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version=1"])
        .current_dir(ROOT)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let packages: HashMap<_, _> = list(&metadata["packages"])
        .into_iter()
        .map(|package| (package["id"].to_string(), package))
        .collect();
    let nodes: HashMap<_, _> = list(&metadata["resolve"]["nodes"])
        .into_iter()
        .map(|node| (node["id"].to_string(), node))
        .collect();
    let rust = |package: &Value| -> Vec<u32> {
        let version = package["rust_version"].as_str().unwrap_or("1");
        let parts = version.split('.').map(|part| part.parse().unwrap());
        parts.chain(iter::repeat(0)).take(3).collect()
    };
    for program in ["cors-check", "playground"] {
        let is_program = |package: &&Value| package["name"] == program;
        let program = packages.values().find(is_program).unwrap();
        let mut needed = BTreeSet::from([program["id"].to_string()]);
        let mut next: Vec<_> = needed.iter().cloned().collect();
        while let Some(id) = next.pop() {
            assert!(
                rust(&packages[&id]) <= rust(program),
                "{} needs Rust {}, and {} promises {}",
                packages[&id]["name"],
                packages[&id]["rust_version"],
                program["name"],
                program["rust_version"],
            );
            let is_built = |dependency: &&Value| {
                list(&dependency["dep_kinds"])
                    .iter()
                    .any(|kind| kind["kind"] != "dev")
            };
            for dependency in list(&nodes[&id]["deps"]).iter().filter(is_built) {
                let id = dependency["pkg"].to_string();
                if needed.insert(id.clone()) {
                    next.push(id);
                }
            }
        }
        assert!(needed.len() > 10, "{needed:?}");
    }
}
