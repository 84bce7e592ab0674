//! What is kept of people, on what basis, for how long, and who is shown it.

use crate::App;
use crate::board::{Board, Sheet, text};
use crate::failure::Answer;
use crate::fields::Fields;
use crate::guard::{Guard, Routes};
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::State;
use vuonlen_app::access::Action;
use vuonlen_app::privacy::fields::FieldClass;
use vuonlen_app::privacy::kinds::FieldKind;
use vuonlen_app::privacy::masking::Shown;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("/privacy", Guard::May(Action::PrivacyRead), fields)
}

async fn fields(State(app): State<App>, visit: Visit) -> Answer {
    let found = app.context.classification(visit.actor()?)?;
    let words = Words::of(visit.language);
    let t = &words.privacy;
    let page = visit
        .page(t.fields_title)
        .await
        .under(words.frame.home, "/");
    let mut board = Board::new(page, "/privacy");
    t.fields_lead.clone_into(&mut board.lead);
    super::tabs(&mut board, "/privacy");
    let none = (t.none, t.none);
    let classes = FieldClass::ALL.map(|class| board.page.say(&class.label()).to_owned());
    let mut heads = vec![format!("*{}", t.table), t.kept.to_owned()];
    heads.extend(classes);
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    // One table of tables for each use, with what that use rests on.
    let of_use = found.uses.iter().map(|(label, basis)| {
        let basis = basis.iter().map(|one| {
            let status = one.status.label();
            format!(
                "{} ({})",
                board.page.say(&one.title),
                board.page.say(&status)
            )
        });
        let basis = basis.collect::<Vec<_>>().join("; ");
        let mut sheet = Sheet::new(&heads, none).titled(board.page.say(label), &t.rests_on(basis));
        for table in found.tables.iter().filter(|table| table.kept_for == *label) {
            let mut row = vec![text(table.name.clone()), text(board.page.say(&table.kept))];
            let columns = table.columns.iter();
            row.extend(columns.map(|(_, columns)| text(columns.join(", "))));
            sheet.rows.push(row);
        }
        sheet
    });
    let of_use: Vec<Sheet> = of_use.collect();
    let heads = [&format!("*{}", t.question), t.code, t.kind, t.class, t.form];
    let mut questions = Sheet::new(&heads, none).titled(t.questions, t.questions_lead);
    for one in &found.questions {
        questions.rows.push(vec![
            text(board.page.say(&one.label)),
            text(one.code.clone()),
            text(board.page.say(&one.kind)),
            text(board.page.say(&one.class.label())),
            text(one.form.clone()),
        ]);
    }
    let kinds = FieldKind::ALL.map(|kind| board.page.say(&kind.label()).to_owned());
    let mut heads = vec![format!("*{}", t.role)];
    heads.extend(kinds);
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut sights = Sheet::new(&heads, none).titled(t.sights, t.sights_lead);
    for (role, shown) in &found.sights {
        let mut row = vec![text(board.page.say(role))];
        row.extend(shown.iter().map(|one| {
            text(match one {
                Shown::Whole => t.whole,
                Shown::Masked => t.masked,
                Shown::Hidden => "–",
            })
        }));
        sights.rows.push(row);
    }
    board.sheets = vec![sights, questions];
    board.sheets.extend(of_use);
    board.show(&Fields::default(), &[])
}
