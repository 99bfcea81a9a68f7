//! Embedded migrations are read at compile time; cargo must look at them again when one is added.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
