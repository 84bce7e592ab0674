use super::*;

const DESCRIPTION: &str = r#"
[tables.crosswalk]
effective = 2025-07-01
source = "x#1"
status = "unverified"
[[kind]]
code = "tinh"
label = { vi = "tỉnh", en = "province" }
levels = ["province"]
[[kind]]
code = "huyen"
label = { vi = "huyện", en = "district" }
levels = ["district"]
[[kind]]
code = "xa"
label = { vi = "xã", en = "commune" }
levels = ["commune"]
"#;
const ROWS: [&str; 6] = [
    "code,name,kind,parent,from,until,latitude,longitude",
    "00001,Xã A,xa,001,2016-01-01,2025-07-01,21.5,105.5",
    "00001,Xã B,xa,01,2025-07-01,,,",
    "00002,Xã C,xa,001,2016-01-01,2025-07-01,,",
    "001,Huyện D,huyen,01,2016-01-01,2025-07-01,,",
    "01,Tỉnh E,tinh,,2016-01-01,,,",
];
const MOVES: [&str; 3] = [
    "old,new,extent,default",
    "00001,00001,whole,true",
    "00002,00001,whole,true",
];

fn small(description: &str, units: &[&str], moves: &[&str]) -> Result<Units, Findings> {
    let register = "[[instrument]]\nid = \"x\"\ntitle = { vi = \"X\", en = \"X\" }\nkind = \"note\"\nstatus = \"unverified\"\n";
    load(&LawFiles::from_texts([
        ("instruments.toml", register.to_owned()),
        ("units/units.toml", description.to_owned()),
        ("units/units.csv", units.join("\n")),
        ("units/crosswalk.csv", moves.join("\n")),
    ]))
}

fn refused_at(result: Result<Units, Findings>) -> Vec<(String, usize)> {
    let findings = result.unwrap_err();
    findings
        .0
        .into_iter()
        .map(|finding| (finding.file, finding.line))
        .collect()
}

#[test]
fn the_small_law_itself_is_right() {
    let units = small(DESCRIPTION, &ROWS, &MOVES).unwrap();
    assert_eq!(units.path("00001", day(AFTER)).unwrap(), "xã B, tỉnh E");
    assert_eq!(units.all()[0].position, Some((21.5, 105.5)));
}

#[test]
fn a_wrong_unit_is_refused_at_its_line() {
    for (row, wrong, line) in [
        (0, "code,name", 1),
        (2, "00001,Xã B,xa,01,2025-06-30,,,", 3),
        (2, "00001,Xã B,xa,02,2025-07-01,,,", 3),
        (2, "00001,Xã B,xa,001,2025-07-01,,,", 3),
        (2, "00001,Xã B,xa,00002,2025-07-01,,,", 3),
        (2, "00001,Xã B,xa,,2025-07-01,,,", 3),
        (2, "00001,B,xa,01,2025-07-01,,,", 3),
        (2, "00001,xã B,xa,01,2025-07-01,,,", 3),
        (2, "00001,Xã B,thon,01,2025-07-01,,,", 3),
        (2, "00001,Tỉnh B,tinh,01,2025-07-01,,,", 3),
        (2, "00001,Xã B,xa,01,2025-07-01,2025-07-01,,", 3),
        (2, "00001,Xã B,xa,01,01/07/2025,,,", 3),
        (2, "00001,Xã B,xa,01,2025-07-01,,95,105", 3),
        (2, "00001,Xa\u{303} B,xa,01,2025-07-01,,,", 3),
        (2, "1,Xã B,xa,01,2025-07-01,,,", 3),
        (2, "00001,Xã B,xa,01", 3),
        (4, "000,Huyện D,huyen,01,2016-01-01,2025-07-01,,", 5),
    ] {
        let mut rows = ROWS;
        rows[row] = wrong;
        let found = refused_at(small(DESCRIPTION, &rows, &MOVES));
        let expected = ("units/units.csv".to_owned(), line);
        assert!(found.contains(&expected), "{wrong}: {found:?}");
    }
}

#[test]
fn a_wrong_move_is_refused_at_its_line() {
    for (row, wrong, line) in [
        (1, "00009,00001,whole,true", 2),
        (1, "00001,00009,whole,true", 2),
        (1, "00001,00001,some,true", 2),
        (1, "00001,00001,whole,false", 2),
        (1, "00001,00001,part,false", 2),
        (1, "00001,00001,part,true", 2),
        (2, "00001,00001,whole,true", 3),
    ] {
        let mut moves = MOVES;
        moves[row] = wrong;
        let found = refused_at(small(DESCRIPTION, &ROWS, &moves));
        let expected = ("units/crosswalk.csv".to_owned(), line);
        assert!(found.contains(&expected), "{wrong}: {found:?}");
    }
    let forgotten = refused_at(small(DESCRIPTION, &ROWS, &MOVES[..2]));
    assert_eq!(forgotten, [("units/units.csv".to_owned(), 4)]);
}

#[test]
fn a_wrong_description_is_refused_at_its_line() {
    let without = "[[without_predecessor]]\ncode = \"00001\"\ndistrict = \"009\"\n";
    for (text, line) in [
        (DESCRIPTION.replace("x#1", "y#1"), 4),
        (DESCRIPTION.replace("effective = 2025-07-01\n", ""), 1),
        (
            DESCRIPTION.replace("code = \"huyen\"", "code = \"tinh\""),
            11,
        ),
        (format!("{DESCRIPTION}colour = \"red\"\n"), 18),
        (format!("{DESCRIPTION}{without}"), 19),
    ] {
        let found = refused_at(small(&text, &ROWS, &MOVES));
        let expected = ("units/units.toml".to_owned(), line);
        assert!(found.contains(&expected), "{found:?}");
    }
    let nothing = load(&LawFiles::default()).unwrap_err();
    assert_eq!(nothing.0.len(), 3);
}
