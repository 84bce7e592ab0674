//! Tells cargo that the program carries the files of `law/`.

fn main() {
    println!("cargo::rerun-if-changed=../../law");
}
