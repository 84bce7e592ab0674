//! `locales/SECTION.toml` → `Words { section: Section { key } }`, once for each language.
//!
//! A text without `{…}` is a field; one with them is a function of that many arguments. A key
//! without one of the languages, or with other arguments in one of them, stops the build.

use super::files;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

const LANGUAGES: [&str; 2] = ["vi", "en"];

pub(super) fn generate(locales: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut structs = String::new();
    let mut fields = String::new();
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    for path in files(locales, "toml")? {
        let section = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(&path)?;
        let keys: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(&text).map_err(|error| format!("locales/{section}.toml: {error}"))?;
        let name = pascal(&section);
        writeln!(
            fields,
            "    /// Texts of `locales/{section}.toml`.\n    pub(crate) {section}: {name},"
        )?;
        writeln!(
            structs,
            "/// Texts of `locales/{section}.toml`.\n#[derive(Debug)]\npub(crate) struct {name} {{"
        )?;
        let mut functions = String::new();
        for language in LANGUAGES {
            let value = values.entry(language).or_default();
            writeln!(value, "    {section}: {name} {{")?;
        }
        for (key, texts) in &keys {
            let at = format!("locales/{section}.toml: {key}");
            let [vietnamese, english] = LANGUAGES.map(|language| texts.get(language));
            let (Some(vietnamese), Some(english)) = (vietnamese, english) else {
                return Err(format!("{at}: needs vi and en").into());
            };
            if texts.len() > LANGUAGES.len() {
                return Err(format!("{at}: has more than vi and en").into());
            }
            let arguments = arguments(vietnamese);
            if sorted(arguments.clone()) != sorted(self::arguments(english)) {
                return Err(format!("{at}: vi and en do not have the same {{arguments}}").into());
            }
            if arguments.is_empty() {
                writeln!(
                    structs,
                    "    /// “{vietnamese}”\n    pub(crate) {key}: &'static str,"
                )?;
            } else {
                writeln!(structs, "    {key}: &'static str,")?;
                function(&mut functions, key, vietnamese, &arguments)?;
            }
            for (language, text) in LANGUAGES.into_iter().zip([vietnamese, english]) {
                let value = values.entry(language).or_default();
                writeln!(value, "        {key}: {text:?},")?;
            }
        }
        writeln!(
            structs,
            "}}\nimpl {name} {{\n{functions}{}}}",
            lookup(&keys)
        )?;
        for language in LANGUAGES {
            values.entry(language).or_default().push_str("    },\n");
        }
    }
    let mut code = format!(
        "/// Every text of the pages, in one language.\n#[derive(Debug)]\npub(crate) struct Words {{\n{fields}}}\n{structs}"
    );
    for (language, value) in values {
        let name = language.to_uppercase();
        writeln!(
            code,
            "/// The texts in `{language}`.\npub(crate) static {name}: Words = Words {{\n{value}}};"
        )?;
    }
    std::fs::write(out.join("words.rs"), code)?;
    Ok(())
}

/// Texts by a key known only while running: names of codes.
fn lookup(keys: &BTreeMap<String, BTreeMap<String, String>>) -> String {
    let mut arms = String::new();
    for (key, texts) in keys {
        if texts.values().all(|text| arguments(text).is_empty()) {
            let _ = writeln!(arms, "            {key:?} => self.{key},");
        }
    }
    format!(
        "    /// The text under `key`, where it takes no arguments.\n    #[must_use]\n    #[allow(dead_code, reason = \"only sections that name codes are looked up in\")]\n    pub(crate) fn get(&self, key: &str) -> Option<&'static str> {{\n        Some(match key {{\n{arms}            _ => return None,\n        }})\n    }}\n"
    )
}

fn function(code: &mut String, key: &str, text: &str, arguments: &[String]) -> std::fmt::Result {
    let list: Vec<String> = arguments
        .iter()
        .map(|name| format!("{name}: impl Display"))
        .collect();
    let list = list.join(", ");
    let pairs: Vec<String> = arguments
        .iter()
        .map(|name| format!("(\"{{{name}}}\", &{name})"))
        .collect();
    let pairs = pairs.join(", ");
    writeln!(
        code,
        "    /// “{text}”\n    #[must_use]\n    pub(crate) fn {key}(&self, {list}) -> String {{\n        fill(self.{key}, &[{pairs}])\n    }}"
    )
}

/// Names between braces, each once, in order of appearance.
fn arguments(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

fn pascal(name: &str) -> String {
    name.split('_')
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().collect::<String>() + letters.as_str()
            })
        })
        .collect()
}
