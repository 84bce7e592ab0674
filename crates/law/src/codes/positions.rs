//! The code lists as facts and formulas read them: bare positions and labels.

use super::CodeLists;
use crate::facts::CodePositions;
use vuonlen_domain::Text;

impl CodePositions for CodeLists {
    fn position(&self, list: &str, code: &str) -> Option<u16> {
        u16::try_from(self.list(list)?.position(code)?).ok()
    }

    fn code(&self, list: &str, position: u16) -> Option<&str> {
        self.list(list)?.code_at(position.into())
    }

    fn len(&self, list: &str) -> Option<usize> {
        Some(self.list(list)?.codes().len())
    }

    fn label(&self, list: &str, position: u16) -> Option<&Text> {
        let list = self.list(list)?;
        list.label(list.code_at(position.into())?)
    }
}
