//! Writes a sample of every official document as DOCX and PDF, to be looked at:
//! `cargo run -p vuonlen-documents --example papers -- out/papers`.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use vuonlen_documents::official::samples;
use vuonlen_documents::{docx, pdf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "out/papers".into()),
    );
    fs::create_dir_all(&folder)?;
    for (name, paper) in samples::all() {
        fs::write(folder.join(format!("{name}.docx")), docx::write(&paper)?)?;
        fs::write(folder.join(format!("{name}.pdf")), pdf::write(&paper)?)?;
    }
    Ok(())
}
