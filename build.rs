//! Rebuilds when the embedded data or the bundled front end changes.
fn main() {
    println!("cargo:rerun-if-changed=geodata");
    println!("cargo:rerun-if-changed=web/dist");
}
