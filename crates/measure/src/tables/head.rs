//! The merged heads of a table as a tree, for whoever draws it.

use vuonlen_domain::Text;

/// A head over other heads, or over one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadNode {
    /// A head merged over neighbouring columns.
    Group {
        /// What it says.
        text: Text,
        /// The heads under it, from left to right.
        children: Vec<HeadNode>,
    },
    /// The head of one column, by its index.
    Column(usize),
}

impl HeadNode {
    /// The heads over columns `0..` whose heads (outermost first) are given: neighbours with the
    /// same outer heads share them.
    #[must_use]
    pub fn forest(heads: &[&[Text]]) -> Vec<Self> {
        let columns: Vec<usize> = (0..heads.len()).collect();
        Self::level(heads, &columns, 0)
    }

    /// How many columns it stretches over.
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            Self::Group { children, .. } => children.iter().map(Self::width).sum(),
            Self::Column(_) => 1,
        }
    }

    /// How many rows of heads it needs, its column's own head among them.
    #[must_use]
    pub fn height(&self) -> usize {
        match self {
            Self::Group { children, .. } => {
                1 + children.iter().map(Self::height).max().unwrap_or(0)
            }
            Self::Column(_) => 1,
        }
    }

    fn level(heads: &[&[Text]], columns: &[usize], depth: usize) -> Vec<Self> {
        let head = |column: &usize| heads[*column].get(depth);
        columns
            .chunk_by(|left, right| head(left).is_some() && head(left) == head(right))
            .flat_map(|group| match head(&group[0]) {
                Some(text) => vec![Self::Group {
                    text: text.clone(),
                    children: Self::level(heads, group, depth + 1),
                }],
                None => group.iter().map(|column| Self::Column(*column)).collect(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_with_the_same_heads_share_them() {
        let text = |name: &str| Text::new(name, name);
        let (down, out, up) = (text("down"), text("out"), text("up"));
        let columns = [
            vec![],
            vec![down.clone(), out.clone()],
            vec![down.clone(), out.clone()],
            vec![down.clone()],
            vec![up.clone()],
            vec![],
            vec![up.clone()],
        ];
        let heads: Vec<&[Text]> = columns.iter().map(Vec::as_slice).collect();
        let group = |text: &Text, children| HeadNode::Group {
            text: text.clone(),
            children,
        };
        let forest = HeadNode::forest(&heads);
        assert_eq!(
            forest,
            [
                HeadNode::Column(0),
                group(
                    &down,
                    vec![
                        group(&out, vec![HeadNode::Column(1), HeadNode::Column(2)]),
                        HeadNode::Column(3)
                    ]
                ),
                group(&up, vec![HeadNode::Column(4)]),
                HeadNode::Column(5),
                group(&up, vec![HeadNode::Column(6)]),
            ]
        );
        assert_eq!((forest[1].width(), forest[1].height()), (3, 3));
    }
}
