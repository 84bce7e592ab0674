//! The shipped law, loaded once, for every target that reads with it.

use std::path::Path;
use std::sync::OnceLock;
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;

pub(crate) fn files() -> &'static LawFiles {
    static FILES: OnceLock<LawFiles> = OnceLock::new();
    FILES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = folder
            .ancestors()
            .map(|folder| folder.join("law"))
            .find(|law| law.join("instruments.toml").exists());
        LawFiles::from_folder(&folder.expect("law/ stands above this crate"))
            .expect("law/ can be read")
    })
}

pub(crate) fn law() -> &'static Law {
    static LAW: OnceLock<Law> = OnceLock::new();
    LAW.get_or_init(|| Law::load(files()).expect("law/ is in order"))
}
