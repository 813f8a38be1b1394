//! To an application that already uses `headers`, this crate adds no dependency but itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The library's folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap().to_owned()
}

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
    fs::copy(root().join("Cargo.lock"), app.path().join("Cargo.lock")).unwrap();

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
    let ours = format!("headers-allow-credentials = {{ path = {:?} }}", root());
    let before = packages(headers);
    let after = packages(&format!("{headers}\n{ours}"));

    assert!(before
        .iter()
        .any(|package| package.starts_with("headers v0.4.")));
    assert_eq!(before.difference(&after).count(), 0);
    let gained: Vec<_> = after.difference(&before).collect();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, version) = manifest.split_once("\nversion = \"").unwrap();
    let (version, _) = version.split_once('"').unwrap();
    let this_crate = format!(
        "headers-allow-credentials v{version} ({})",
        root().display()
    );
    assert_eq!(gained, [&this_crate]);
}
