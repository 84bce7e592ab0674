//! Figures leaders ask for: counts by place, which communes come first, what households need,
//! exits that nothing explains.

use super::{household_path, id};
use crate::App;
use crate::board::{Board, Cell, Filter, Form, Sheet, download, said, text, years};
use crate::failure::Answer;
use crate::fields::{Asked, Fields, Posted, address};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::Page;
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use chrono::Datelike;
use vuonlen_app::access::Action;
use vuonlen_app::privacy::kinds::FieldKind;
use vuonlen_app::privacy::masking::Sight;
use vuonlen_app::registry::needs::NeedKind;
use vuonlen_app::registry::places::{NewFlag, PlaceFigures};
use vuonlen_app::registry::topic::Topic;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::{ErrorKind, FieldError};
use vuonlen_domain::decimal::group_thousands;

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::FiguresRead);
    let flag = Guard::May(Action::UnitFlagWrite);
    routes
        .page("/figures", read, figures)
        .page("/figures/priorities", read, priorities)
        .page("/figures/needs", read, needs)
        .page(
            "/figures/needs/export",
            Guard::May(Action::Export),
            export_needs,
        )
        .page("/figures/exits", Guard::May(Action::HouseholdList), exits)
        .page("/flags", flag, flags)
        .form("/flags", flag, set_flag)
        .form("/flags/{province}/{flag}/end", flag, end_flag)
}

fn tabs(board: &mut Board, current: &str) {
    let t = &board.page.t.figures;
    board.tabs_label = t.title.to_owned();
    let mut tabs = vec![
        (t.title, "/figures"),
        (t.priorities, "/figures/priorities"),
        (t.needs, "/figures/needs"),
    ];
    if board.page.may(Action::HouseholdList) {
        tabs.push((t.exits, "/figures/exits"));
    }
    board.tabs = tabs
        .into_iter()
        .map(|(label, path)| (label.to_owned(), path.to_owned(), path == current))
        .collect();
}

/// A count that opens the households behind it, where the person may see them.
fn counted(
    page: &Page,
    opens: bool,
    count: i64,
    place: &PlaceFigures,
    narrow: &[(&str, &str)],
) -> Cell {
    let number = page.number(&count);
    if !opens || count == 0 {
        return text(number);
    }
    let village = place.village.map(|id| id.to_string()).unwrap_or_default();
    let at = if village.is_empty() {
        [("commune", &*place.commune)]
    } else {
        [("village", &*village)]
    };
    Cell::Link(
        number,
        address("/households", at.into_iter().chain(narrow.iter().copied())),
    )
}

async fn figures(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let commune = asked.some("commune");
    let year: Option<i64> = asked.read("year");
    let places = context.leadership_figures(actor, commune, year).await?;
    let communes = context.communes_of(actor, Action::FiguresRead)?;
    let words = Words::of(visit.language);
    let t = &words.figures;
    let page = visit.page(t.title).await.under(words.frame.home, "/");
    // Past classes are no filter of the list: only today's counts open it.
    let opens = year.is_none() && page.may(Action::HouseholdList);
    let number = |label: &str| format!("#{label}");
    let heads = [
        format!("*{}", t.place),
        number(words.common.households),
        number(t.poor),
        number(t.near_poor),
        number(words.common.share),
        number(t.poor_minority),
        number(t.near_poor_minority),
        number(t.poor_merit),
        number(t.poor_protection),
    ];
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut sheet = Sheet::new(&heads, (t.none, t.none_text));
    let mut sum = PlaceFigures::default();
    let many = places.len() > 1;
    let sight = Sight::anywhere(actor);
    for one in &places {
        sum.households += one.households;
        sum.poor += one.poor;
        sum.near_poor += one.near_poor;
        sum.poor_minority += one.poor_minority;
        sum.near_poor_minority += one.near_poor_minority;
        sum.poor_merit += one.poor_merit;
        sum.poor_protection += one.poor_protection;
        // Nobody is led to a list by a group that is not shown there.
        let cell = |count: i64, narrow: &[(&str, &str)]| {
            let mut groups = narrow.iter().filter(|(name, _)| *name == "group");
            let shown = groups.all(|(_, code)| sight.sees(FieldKind::of_group(code)));
            counted(&page, opens && shown, count, one, narrow)
        };
        sheet.rows.push(vec![
            if one.village.is_none() {
                Cell::Link(
                    one.name.clone(),
                    address("/figures", [("commune", &*one.commune)]),
                )
            } else {
                text(one.name.clone())
            },
            cell(one.households, &[]),
            cell(one.poor, &[("class", "poor")]),
            cell(one.near_poor, &[("class", "near_poor")]),
            text(page.percent(&one.listed(), &one.households)),
            cell(
                one.poor_minority,
                &[("class", "poor"), ("group", "ethnic_minority")],
            ),
            cell(
                one.near_poor_minority,
                &[("class", "near_poor"), ("group", "ethnic_minority")],
            ),
            cell(one.poor_merit, &[("class", "poor"), ("group", "merit")]),
            cell(
                one.poor_protection,
                &[("class", "poor"), ("group", "social_protection")],
            ),
        ]);
    }
    if many {
        sheet.rows.push(vec![
            text(words.common.total),
            text(page.number(&sum.households)),
            text(page.number(&sum.poor)),
            text(page.number(&sum.near_poor)),
            text(page.percent(&sum.listed(), &sum.households)),
            text(page.number(&sum.poor_minority)),
            text(page.number(&sum.near_poor_minority)),
            text(page.number(&sum.poor_merit)),
            text(page.number(&sum.poor_protection)),
        ]);
    }
    let mut board = Board::new(page, "/figures");
    let lead = if year.is_some() { t.lead_year } else { t.lead };
    lead.clone_into(&mut board.lead);
    tabs(&mut board, "/figures");
    if communes.len() > 1 {
        let chosen = commune.unwrap_or_default();
        board.filters.push(Filter::new(
            "commune",
            words.common.commune,
            communes,
            chosen,
        ));
    }
    board.filters.push(Filter::new(
        "year",
        t.year,
        years(context, 8),
        asked.get("year"),
    ));
    board.sheets.push(sheet);
    board.show(&Fields::default(), &[])
}

async fn priorities(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let flags: Vec<String> = asked
        .all("flag")
        .filter(|flag| !flag.is_empty())
        .map(str::to_owned)
        .collect();
    let lines = context.priority_places(actor, &flags).await?;
    let words = Words::of(visit.language);
    let t = &words.figures;
    let page = visit.page(t.priorities).await.under(words.frame.home, "/");
    let opens = page.may(Action::HouseholdList);
    let heads = [
        &format!("#{}", t.rank),
        &format!("*{}", words.common.commune),
        &format!("#{}", words.common.households),
        &format!("#{}", t.poor),
        &format!("#{}", t.near_poor),
        &format!("#{}", words.common.share),
        t.flags,
    ];
    let mut sheet = Sheet::new(&heads, (t.none, t.none_flagged));
    for (line, rank) in lines.iter().zip(1_i64..) {
        let one = &line.figures;
        let labels = line.flags.iter().map(|flag| {
            let label = page.say(&flag.label);
            if flag.village.is_empty() {
                label.to_owned()
            } else {
                format!("{label}: {}", flag.village)
            }
        });
        let labels = labels.collect::<Vec<_>>().join(" · ");
        sheet.rows.push(vec![
            text(page.number(&rank)),
            Cell::Link(
                one.name.clone(),
                address("/figures", [("commune", &*one.commune)]),
            ),
            counted(&page, opens, one.households, one, &[]),
            counted(&page, opens, one.poor, one, &[("class", "poor")]),
            counted(&page, opens, one.near_poor, one, &[("class", "near_poor")]),
            text(page.percent(&one.listed(), &one.households)),
            text(labels),
        ]);
    }
    let mut board = Board::new(page, "/figures/priorities");
    t.priorities_text.clone_into(&mut board.lead);
    tabs(&mut board, "/figures/priorities");
    let chosen = flags.first().cloned().unwrap_or_default();
    let zones = said(&board.page, context.code_choices("difficulty_zones"));
    board
        .filters
        .push(Filter::new("flag", t.flag, zones.clone(), &chosen));
    // The second filter narrows the first: both flags must be there.
    let second = flags.get(1).cloned().unwrap_or_default();
    let also = Filter::new("flag", t.also_flag, zones, &second);
    if !chosen.is_empty() {
        board.filters.push(also);
    }
    if board.page.may(Action::UnitFlagWrite) {
        board.link(t.set_flags, "/flags", "edit");
    }
    board.sheets.push(sheet);
    board.show(&Fields::default(), &[])
}

async fn needs(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let commune = asked.some("commune");
    let lines = context.needs(actor, commune).await?;
    let communes = context.communes_of(actor, Action::FiguresRead)?;
    let words = Words::of(visit.language);
    let t = &words.figures;
    let page = visit.page(t.needs).await.under(words.frame.home, "/");
    let opens = page.may(Action::HouseholdList);
    let sight = Sight::anywhere(actor);
    let listed = Topic::Needs.is_open_to(actor);
    let mut board = Board::new(page, "/figures/needs");
    t.needs_text.clone_into(&mut board.lead);
    tabs(&mut board, "/figures/needs");
    if communes.len() > 1 {
        let chosen = commune.unwrap_or_default();
        board.filters.push(Filter::new(
            "commune",
            words.common.commune,
            communes,
            chosen,
        ));
    }
    if board.page.may(Action::Export) && !lines.is_empty() {
        let there = address(
            "/figures/needs/export",
            [("commune", commune.unwrap_or_default())],
        );
        board.link(words.households.export, there, "download");
    }
    for kind in NeedKind::ALL {
        let heads = [
            &format!("*{}", t.need),
            &format!("#{}", t.poor),
            &format!("#{}", t.near_poor),
            &format!("#{}", words.common.persons),
        ];
        let title = board.page.say(&kind.label()).to_owned();
        let mut sheet =
            Sheet::new(&heads.map(|head| &**head), (t.no_need, t.no_need_text)).titled(&title, "");
        for line in lines.iter().filter(|line| line.kind == kind) {
            let label = board.page.say(&line.label).to_owned();
            let subject = format!("{}:{}", kind.code(), line.code);
            let pairs = [
                ("commune", commune.unwrap_or_default()),
                ("subject", &*subject),
            ];
            sheet.rows.push(vec![
                if opens && kind != NeedKind::Group && listed {
                    Cell::Link(label, address("/lists/needs", pairs))
                } else if opens
                    && kind == NeedKind::Group
                    && sight.sees(FieldKind::of_group(&line.code))
                {
                    let class = ("class", "poor,near_poor");
                    let pairs = [
                        ("commune", commune.unwrap_or_default()),
                        ("group", &*line.code),
                        class,
                    ];
                    Cell::Link(label, address("/households", pairs))
                } else {
                    text(label)
                },
                text(board.page.number(&line.poor)),
                text(board.page.number(&line.near_poor)),
                text(board.page.number(&line.persons)),
            ]);
        }
        board.sheets.push(sheet);
    }
    board.show(&Fields::default(), &[])
}

async fn export_needs(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let commune = asked.some("commune");
    let actor = visit.actor()?;
    download(
        app.context
            .export_needs(actor, commune, visit.language)
            .await?,
    )
}

async fn exits(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let year = asked
        .read("year")
        .unwrap_or_else(|| i64::from(context.today().year()));
    let checks = context.exit_checks(actor, year).await?;
    let words = Words::of(visit.language);
    let t = &words.figures;
    let page = visit.page(t.exits).await.under(words.frame.home, "/");
    let heads = [
        &format!("*{}", words.common.commune),
        &format!("#{}", t.listed_before),
        &format!("#{}", t.exited),
        &format!("#{}", t.improved),
        &format!("#{}", t.not_known),
        &format!("#{}", t.not_improved),
        t.judgement,
    ];
    let mut sheet = Sheet::new(&heads, (t.no_exit, t.no_exit_text));
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    for check in &checks {
        let unexplained = count(check.unchanged.len());
        sheet.rows.push(vec![
            text(check.name.clone()),
            text(page.number(&check.listed_before)),
            text(page.number(&check.exits)),
            text(page.number(&check.improved)),
            text(page.number(&check.unknown)),
            text(page.number(&unexplained)),
            if unexplained > 0 {
                Cell::Badge(
                    t.look(page.percent(&unexplained, &check.exits)),
                    "state-bad".into(),
                )
            } else {
                Cell::Badge(t.fine.into(), "state-good".into())
            },
        ]);
    }
    let opens = page.may(Action::HouseholdRead);
    let wording = Wording::new(&context.law);
    let heads = [
        &format!("*{}", words.households.head),
        words.common.commune,
        t.classes,
        t.income,
        t.deprivations,
    ];
    let mut behind =
        Sheet::new(&heads, (t.all_improved, t.all_improved_text)).titled(t.unexplained, "");
    let change = |pair: (Option<i64>, Option<i64>)| {
        let written = |value: Option<i64>| value.map_or_else(|| "–".to_owned(), group_thousands);
        format!("{} → {}", written(pair.0), written(pair.1))
    };
    for check in &checks {
        for exit in check.unchanged.iter().take(200) {
            let (before, after) = &exit.classes;
            let classes = [before, after].map(|class| class_label(&page, &wording, class));
            behind.rows.push(vec![
                if opens {
                    Cell::Link(
                        exit.head.clone(),
                        household_path(&check.province, exit.household_id),
                    )
                } else {
                    text(exit.head.clone())
                },
                text(check.name.clone()),
                text(classes.join(" → ")),
                text(change(exit.income)),
                text(change(exit.deprivations)),
            ]);
        }
    }
    let mut board = Board::new(page, "/figures/exits");
    t.exits_text.clone_into(&mut board.lead);
    tabs(&mut board, "/figures/exits");
    board
        .filters
        .push(Filter::new("year", t.year, years(context, 8), &year.to_string()).closed());
    board.sheets = vec![sheet, behind];
    board.show(&Fields::default(), &[])
}

async fn flags(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    draw_flags(&app, &visit, (&asked, &Fields::default(), &[])).await
}

async fn set_flag(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let new = NewFlag {
        commune: sent.get("commune").to_owned(),
        village: sent.read("village"),
        flag: sent.get("flag").to_owned(),
        from: sent.read("from"),
        document: sent.get("document").to_owned(),
    };
    match app.context.set_unit_flag(visit.actor()?, new).await {
        Ok(_) => {
            let there = address("/flags", [("commune", sent.get("commune"))]);
            let t = &Words::of(visit.language).figures;
            flash::done(&visit.session, &there, t.flag_set).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw_flags(&app, &visit, (&sent, &sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn end_flag(
    State(app): State<App>,
    visit: Visit,
    Path((province, flag)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let key = (&*province, id(&flag)?);
    app.context
        .end_unit_flag(visit.actor()?, key, sent.read("until"))
        .await?;
    let there = address("/flags", [("commune", sent.get("commune"))]);
    let t = &Words::of(visit.language).figures;
    flash::done(&visit.session, &there, t.flag_ended).await
}

async fn draw_flags(
    app: &App,
    visit: &Visit,
    (asked, sent, wrong): (&Fields, &Fields, &[FieldError]),
) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let communes = context.communes_of(actor, Action::UnitFlagWrite)?;
    let (commune, name) = crate::board::commune_asked(&communes, asked.get("commune"))?;
    let carried = context.place_flags(actor, &commune).await?;
    let villages = context.villages(actor, &commune).await?;
    let words = Words::of(visit.language);
    let t = &words.figures;
    let page = visit
        .page(t.flags_of(&name))
        .await
        .under(words.frame.home, "/");
    let heads = [
        &format!("*{}", t.flag),
        words.common.village,
        words.common.from_day,
        t.document,
        t.end,
    ];
    let mut sheet = Sheet::new(&heads, (t.no_flag, t.no_flag_text));
    let today = context.today().to_string();
    for one in carried {
        let path = format!("/flags/{}/{}/end", one.flag.province_code, one.flag.flag_id);
        let form = Form::new(format!("e-{}", one.flag.flag_id), path, t.end)
            .field("date", "until", words.common.to_day, &today)
            .field("hidden", "commune", "", &commune);
        sheet.rows.push(vec![
            text(page.say(&one.label)),
            text(one.village),
            text(page.date(&one.flag.from_date)),
            text(one.flag.document),
            Cell::Form(form),
        ]);
    }
    let mut board = Board::new(page, "/flags");
    t.flags_text.clone_into(&mut board.lead);
    if communes.len() > 1 {
        board
            .filters
            .push(Filter::new("commune", words.common.commune, communes, &commune).closed());
    }
    board.sheets.push(sheet);
    let zones = said(&board.page, context.code_choices("difficulty_zones"));
    let villages = villages
        .into_iter()
        .map(|one| (one.village_id.to_string(), one.name));
    board.forms.push(
        Form::new("set", "/flags", t.set_flag)
            .field("hidden", "commune", "", &commune)
            .choose("flag", t.flag, zones, "")
            .choose("village", words.common.village, villages, "")
            .help(t.village_help)
            .field("date", "from", words.common.from_day, &today)
            .field("text", "document", t.document, ""),
    );
    board.show(sent, wrong)
}
