//! One stylesheet, one script, fonts and images, each named by what it contains.

use super::files;
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

pub(super) fn bundle(assets: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut table = String::from(
        "/// Everything served under `/assets/`.\npub(crate) static ASSETS: &[Asset] = &[\n",
    );
    let mut style = String::new();
    for path in files(&assets.join("css"), "css")? {
        style.push_str(&std::fs::read_to_string(path)?);
    }
    for (folder, extension, media_type) in [
        ("fonts", "woff2", "font/woff2"),
        ("images", "svg", "image/svg+xml"),
    ] {
        for path in files(&assets.join(folder), extension)? {
            let bytes = std::fs::read(&path)?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let name = format!("{stem}-{}.{extension}", fingerprint(&bytes));
            let source = format!("{folder}/{stem}.{extension}");
            style = style.replace(&format!("\"{source}\""), &format!("\"{name}\""));
            entry(&mut table, &source, &name, media_type, &path)?;
        }
    }
    let style = without_comments(&style);
    let mut script = String::new();
    for path in files(&assets.join("js"), "js")? {
        script.push_str(&std::fs::read_to_string(path)?);
    }
    for (source, text, extension, media_type) in [
        ("style", style, "css", "text/css; charset=utf-8"),
        ("page", script, "js", "text/javascript; charset=utf-8"),
    ] {
        let name = format!("{source}-{}.{extension}", fingerprint(text.as_bytes()));
        let path = out.join(format!("{source}.{extension}"));
        std::fs::write(&path, text)?;
        let source = format!("{source}.{extension}");
        entry(&mut table, &source, &name, media_type, &path)?;
    }
    table.push_str("];\n");
    std::fs::write(out.join("assets.rs"), table)?;
    Ok(())
}

fn entry(
    table: &mut String,
    source: &str,
    name: &str,
    media_type: &str,
    path: &Path,
) -> std::fmt::Result {
    let path = path.to_string_lossy();
    writeln!(
        table,
        "    Asset {{ source: {source:?}, name: {name:?}, media_type: {media_type:?}, bytes: include_bytes!({path:?}) }},"
    )
}

/// Short, and long enough that two contents never share it.
fn fingerprint(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in &Sha256::digest(bytes)[..6] {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn without_comments(style: &str) -> String {
    let mut kept = String::new();
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}
