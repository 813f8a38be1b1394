//! The oldest compiler that the programs promise is one that all their dependencies accept, in the
//! versions that this repository is built with.

use std::collections::{BTreeSet, HashMap};
use std::iter;
use std::process::Command;

use serde_json::Value;

#[test]
fn dependencies_of_the_programs_accept_the_promised_compiler() {
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let mut lines = version.lines();
    let host = lines.find_map(|line| line.strip_prefix("host: ")).unwrap();
    // Of other platforms, the dependencies may not have been downloaded.
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version=1"])
        .args(["--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
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
