//! Groups of households that are planned for together.

use super::{household_path, id};
use crate::App;
use crate::board::{Board, Cell, Filter, Form, Sheet, text, years};
use crate::failure::Answer;
use crate::fields::{Asked, Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use chrono::Datelike;
use vuonlen_app::access::Action;
use vuonlen_app::registry::groups::NewGroup;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let (read, write) = (
        Guard::May(Action::HouseholdList),
        Guard::May(Action::GroupWrite),
    );
    routes
        .page("/groups", read, list)
        .form("/groups", write, add)
        .page("/groups/{province}/{group}", read, group)
        .form("/groups/{province}/{group}/members", write, member)
        .form("/groups/{province}/{group}/close", write, close)
}

async fn list(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    draw(&app, &visit, asked.read("year"), (&Fields::default(), &[])).await
}

async fn add(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let new = NewGroup {
        commune: sent.some("commune").map(str::to_owned),
        year: sent.read("year").unwrap_or_default(),
        name: sent.get("name").to_owned(),
        formula: sent.get("formula").to_owned(),
        plan: sent.get("plan").to_owned(),
        responsible: sent.get("responsible").to_owned(),
    };
    let year = new.year;
    match app.context.add_household_group(visit.actor()?, new).await {
        Ok(_) => {
            let t = &Words::of(visit.language).groups;
            flash::done(&visit.session, &format!("/groups?year={year}"), t.saved).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, None, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    year: Option<i64>,
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let now = i64::from(context.today().year());
    let year = year.unwrap_or(now);
    let groups = context.household_groups(actor, year).await?;
    let words = Words::of(visit.language);
    let t = &words.groups;
    let page = visit.page(t.title).await.under(words.frame.home, "/");
    let heads = [
        &format!("*{}", t.name),
        t.area,
        t.made_by,
        t.plan,
        t.responsible,
    ];
    let mut sheet = Sheet::new(&heads, (t.none, t.none_text));
    for group in groups {
        sheet.rows.push(vec![
            Cell::Link(
                group.name,
                format!("/groups/{}/{}", group.province_code, group.group_id),
            ),
            text(context.unit_name(&group.area_code)),
            text(if group.formula.is_empty() {
                t.fixed
            } else {
                t.by_formula
            }),
            text(group.plan),
            text(group.responsible),
        ]);
    }
    let mut board = Board::new(page, "/groups");
    t.lead.clone_into(&mut board.lead);
    let chosen = year.to_string();
    board
        .filters
        .push(Filter::new("year", t.year, years(context, 5), &chosen).closed());
    board.sheets.push(sheet);
    if board.page.may(Action::GroupWrite) {
        let communes = context.communes_of(actor, Action::GroupWrite)?;
        let mut form = Form::new("add", "/groups", t.add)
            .explained(t.formula_text)
            .field("text", "name", t.name, "")
            .field("number", "year", t.year, &chosen);
        if communes.len() > 1 {
            form = form
                .choose("commune", words.common.commune, communes, "")
                .help(t.commune_help);
        }
        board.forms.push(
            form.field("text", "formula", t.formula, "")
                .help(t.formula_help)
                .field("textarea", "plan", t.plan, "")
                .field("text", "responsible", t.responsible, ""),
        );
    }
    board.show(sent, wrong)
}

type At = Path<(String, String)>;

async fn group(State(app): State<App>, visit: Visit, Path((province, group)): At) -> Answer {
    draw_group(&app, &visit, (&province, &group), (&Fields::default(), &[])).await
}

async fn member(
    State(app): State<App>,
    visit: Visit,
    Path((province, group)): At,
    Posted(sent): Posted,
) -> Answer {
    let key = (&*province, id(&group)?);
    let belongs = sent.get("remove") != "1";
    let changed = app
        .context
        .change_group_member(visit.actor()?, key, sent.get("code"), belongs)
        .await;
    match changed {
        Ok(()) => {
            let t = &Words::of(visit.language).groups;
            let path = format!("/groups/{province}/{}", key.1);
            flash::done(&visit.session, &path, t.saved).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw_group(&app, &visit, (&province, &group), (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn close(State(app): State<App>, visit: Visit, Path((province, group)): At) -> Answer {
    let key = (&*province, id(&group)?);
    app.context
        .close_household_group(visit.actor()?, key)
        .await?;
    let t = &Words::of(visit.language).groups;
    flash::done(&visit.session, "/groups", t.closed).await
}

async fn draw_group(
    app: &App,
    visit: &Visit,
    (province, group): (&str, &str),
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let key = (province, id(group)?);
    let view = context.household_group(visit.actor()?, key).await?;
    let words = Words::of(visit.language);
    let t = &words.groups;
    let page = visit
        .page(view.group.name.clone())
        .await
        .under(words.frame.home, "/")
        .under(t.title, "/groups");
    let path = format!("/groups/{province}/{}", key.1);
    let opens = page.may(Action::HouseholdRead);
    let fixed = view.group.formula.is_empty();
    let writes = page.may(Action::GroupWrite);
    let wording = Wording::new(&context.law);
    let heads = [
        &format!("*{}", words.households.head),
        words.households.code,
        words.common.commune,
        words.common.class,
        t.remove,
    ];
    let heads = if fixed && writes {
        &heads[..]
    } else {
        &heads[..4]
    };
    let mut sheet = Sheet::new(heads, (t.no_member, t.no_member_text))
        .titled(&t.members(view.households.len()), "");
    for one in view.households {
        let label = class_label(&page, &wording, &one.class);
        let mut row = vec![
            if opens {
                Cell::Link(
                    one.head_name,
                    household_path(&one.province_code, one.household_id),
                )
            } else {
                text(one.head_name)
            },
            text(one.code.clone()),
            text(context.unit_short_name(&one.commune_code)),
            Cell::Badge(label, format!("class-{}", one.class)),
        ];
        if fixed && writes {
            let form = Form::new(
                format!("r-{}", one.household_id),
                format!("{path}/members"),
                t.remove,
            );
            let form = form.field("hidden", "code", "", &one.code);
            row.push(Cell::Form(form.field("hidden", "remove", "", "1")));
        }
        sheet.rows.push(row);
    }
    let mut board = Board::new(page, path.clone());
    board.facts = vec![
        (t.area.to_owned(), view.area),
        (t.year.to_owned(), view.group.year.to_string()),
        (t.plan.to_owned(), view.group.plan),
        (t.responsible.to_owned(), view.group.responsible),
    ];
    if !fixed {
        board.facts.push((t.formula.to_owned(), view.group.formula));
    }
    board.sheets.push(sheet);
    if writes {
        if fixed {
            let form = Form::new("add", format!("{path}/members"), t.add_member);
            board
                .forms
                .push(form.field("text", "code", words.households.code, ""));
        }
        let form = Form::new("close", format!("{path}/close"), t.close);
        board.forms.push(form.explained(t.close_text));
    }
    board.show(sent, wrong)
}
