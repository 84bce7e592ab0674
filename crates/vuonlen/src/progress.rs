//! A progress bar on standard error; silent when nobody watches.

use indicatif::{ProgressBar, ProgressStyle};

/// One line that shows how far the work is.
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::new(0);
        // The template is fixed, so it cannot be wrong at run time; without it the bar is plain.
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3}% {elapsed} {msg}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// A bar nobody sees, for work in the background.
    pub(crate) fn hidden() -> Self {
        Self {
            bar: ProgressBar::hidden(),
        }
    }

    /// `done` of `total`, with what is being done.
    pub(crate) fn at(&self, message: &str, done: u64, total: Option<u64>) {
        if let Some(total) = total {
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
        self.bar.set_message(message.to_owned());
    }

    pub(crate) fn message(&self, message: &str) {
        self.bar.set_message(message.to_owned());
        self.bar.tick();
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
