//! All that a template can reach: itself and its neighbours, four fonts, one paper.

use std::path::PathBuf;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// The templates, the main one first.
const TEMPLATES: [(&str, &str); 3] = [
    ("main.typ", include_str!("../../typst/main.typ")),
    ("text.typ", include_str!("../../typst/text.typ")),
    ("blocks.typ", include_str!("../../typst/blocks.typ")),
];

/// Tinos, as broad as Times New Roman letter by letter.
const FONTS: [&[u8]; 4] = [
    include_bytes!("../../../../assets/fonts/tinos/Tinos-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/tinos/Tinos-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/tinos/Tinos-Italic.ttf"),
    include_bytes!("../../../../assets/fonts/tinos/Tinos-BoldItalic.ttf"),
];

/// One paper, and what it is printed with.
pub(super) struct Desk {
    paper: Bytes,
}

/// What is the same for every paper.
struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
    main: FileId,
    paper: FileId,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS
        .into_iter()
        .flat_map(|font| Font::iter(Bytes::new(font)))
        .collect();
    let sources: Vec<Source> = TEMPLATES
        .into_iter()
        .map(|(name, text)| Source::new(file(name), text.to_owned()))
        .collect();
    Shelf {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        sources,
        main: file(TEMPLATES[0].0),
        paper: file("paper.json"),
    }
});

impl Desk {
    pub(super) fn new(paper: Vec<u8>) -> Self {
        Self {
            paper: Bytes::new(paper),
        }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHELF.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
    }

    fn main(&self) -> FileId {
        SHELF.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        (SHELF
            .sources
            .iter()
            .find(|source| source.id() == id)
            .cloned())
        .ok_or_else(|| not_here(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == SHELF.paper {
            Ok(self.paper.clone())
        } else {
            Err(not_here(id))
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHELF.fonts.get(index).cloned()
    }

    /// There is no clock.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// A file beside the templates.
fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the names above are plain file names");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn not_here(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.get().vpath().get_without_slash()))
}
