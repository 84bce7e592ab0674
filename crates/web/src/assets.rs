//! Styles, scripts, fonts and images: part of the program, named by what they contain, so that a
//! browser keeps them for good and never shows yesterday's.

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// One file served under `/assets/`.
#[derive(Debug)]
pub(crate) struct Asset {
    /// What templates call it: `style.css`.
    source: &'static str,
    /// What it is served as: `style-1f2e3d4c5b6a.css`.
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Where `source` is served; `None` when there is no such asset.
pub(crate) fn find(source: &str) -> Option<&'static str> {
    ASSETS
        .iter()
        .find(|asset| asset.source == source)
        .map(|asset| asset.name)
}

pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_stylesheet_names_its_fonts_and_fits_a_slow_line() {
        let style = ASSETS
            .iter()
            .find(|asset| asset.source == "style.css")
            .unwrap();
        let text = std::str::from_utf8(style.bytes).unwrap();
        assert!(
            !text.contains("url(\"fonts/"),
            "every font got its served name"
        );
        for part in text.split("url(\"").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(ASSETS.iter().any(|asset| asset.name == name), "{name}");
        }
        let fonts = ["400", "500", "600"].map(|weight| {
            let of = |part: &str| {
                let source = format!("fonts/{part}-{weight}.woff2");
                ASSETS
                    .iter()
                    .find(|asset| asset.source == source)
                    .unwrap()
                    .bytes
                    .len()
            };
            of("latin") + of("vietnamese")
        });
        let total = style.bytes.len() + fonts.iter().sum::<usize>();
        assert!(total < 140_000, "{total} bytes before any page");
    }
}
