# Reference figures for the two synthetic surveys of this folder, by an implementation that shares
# nothing with ours: R 4.2.2 with package survey 4.1-1 (Debian 12: r-base-core, r-cran-survey).
#
#     Rscript reference.R > reference.csv
#
# Scores are whole numbers, so who is poor does not hang on rounding.

suppressMessages(library(survey))
options(digits = 17, survey.lonely.psu = "fail")

NAMES <- c("health_service", "health_insurance", "adult_education", "child_school",
           "housing_quality", "housing_area", "water", "toilet", "telecom", "info_means")
EQUAL <- rep(1, 10)                          # of 10: five dimensions of two
NESTED <- c(3, 3, 3, 3, 1, 1, 1, 1, 1, 1)    # of 18: dimensions of two, two and six
K <- 1 / 3

load_survey <- function(path) {
  d <- read.csv(path, na.strings = c("", "NA"), fileEncoding = "UTF-8")
  d$housing_area <- as.integer(d$floor_area < 8)
  d$w <- d$weight * d$members
  d$complete <- complete.cases(d[, NAMES])
  d
}

# Adds score, poor and per-indicator columns for rows in which `known` says what was observed.
score <- function(d, units, missing) {
  g <- as.matrix(d[, NAMES])
  known <- !is.na(g)
  if (missing != "reweight") known[] <- TRUE
  g[is.na(g)] <- 0
  whole <- as.vector(known %*% units)
  d$s <- as.vector(g %*% units)
  d$poor <- as.integer(3 * d$s >= whole)
  d$c <- d$s / whole * d$poor
  for (j in seq_along(NAMES)) {
    d[[paste0("o", j)]] <- as.integer(known[, j])
    d[[paste0("g", j)]] <- g[, j]
    d[[paste0("x", j)]] <- g[, j] * d$poor
    d[[paste0("y", j)]] <- g[, j] * d$poor * units[j] / whole
  }
  d$one <- 1
  d
}

emit <- function(case, by, group, measure, indicator, value, se, df) {
  t <- qt(0.975, df)
  cat(sprintf("%s,%s,%s,%s,%s,%.15g,%.15g,%.15g,%.15g,%d\n", case, by, group, measure,
              indicator, value, se, value - t * se, value + t * se, df))
}

# Clusters less strata, over the strata in which the group has rows (Stata's rule).
degrees <- function(d, rows) {
  strata <- unique(d$stratum[rows])
  sum(sapply(strata, function(h) length(unique(d$psu[d$stratum == h])) - 1))
}

ratio <- function(case, by, group, measure, indicator, numerator, denominator, design, df) {
  r <- svyratio(as.formula(paste0("~", numerator)), as.formula(paste0("~", denominator)), design)
  emit(case, by, group, measure, indicator, coef(r), SE(r), df)
}

measures <- function(case, by, group, design, df, indicators = TRUE) {
  one <- function(...) ratio(case, by, group, ..., design, df)
  one("H", "", "poor", "one")
  one("A", "", "c", "poor")
  one("M0", "", "c", "one")
  if (indicators) for (j in seq_along(NAMES)) {
    one("uncensored", NAMES[j], paste0("g", j), paste0("o", j))
    one("censored", NAMES[j], paste0("x", j), paste0("o", j))
    one("contribution", NAMES[j], paste0("y", j), "one")
    one("contribution_share", NAMES[j], paste0("y", j), "c")
  }
}

everything <- function(case, all, keep, design) {
  measures(case, "", "", subset(design, keep), degrees(all, keep))
  for (by in c("region", "area", "ethnicity")) for (group in sort(unique(all[[by]]))) {
    rows <- keep & all[[by]] == group
    measures(case, by, group, design[rows, ], degrees(all, rows), indicators = by == "area")
  }
}

clustered <- function(d, fpc = FALSE) {
  svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = d, nest = TRUE,
            fpc = if (fpc) ~psu_total else NULL)
}

cat("case,by,group,measure,indicator,value,standard_error,low,high,degrees_of_freedom\n")
raw <- load_survey("survey-2022.csv")
all_rows <- rep(TRUE, nrow(raw))

d <- score(raw, EQUAL, "drop_row")
everything("drop_row", d, d$complete, clustered(d))
n <- score(raw, NESTED, "drop_row")
everything("nested", n, n$complete, clustered(n))
z <- score(raw, EQUAL, "not_deprived")
everything("not_deprived", z, all_rows, clustered(z))
r <- score(raw, EQUAL, "reweight")
everything("reweight", r, all_rows, clustered(r))

measures("corrected", "", "", subset(clustered(d, fpc = TRUE), d$complete), degrees(d, d$complete))
simple <- svydesign(ids = ~1, weights = ~w, data = z)
measures("simple_random", "", "", simple, nrow(z) - 1)

# Only the first cluster of stratum 3 left: the two ways to go on with a stratum of one cluster.
lonely <- z[z$stratum != 3 | z$psu == 1, ]
for (how in c("certainty", "adjust")) {
  options(survey.lonely.psu = how)
  measures(if (how == "adjust") "centred" else how, "", "", clustered(lonely),
           degrees(lonely, rep(TRUE, nrow(lonely))))
  for (area in sort(unique(lonely$area))) {
    rows <- lonely$area == area
    measures(if (how == "adjust") "centred" else how, "area", area, clustered(lonely)[rows, ],
             degrees(lonely, rows), indicators = FALSE)
  }
}
options(survey.lonely.psu = "fail")

# Intervals on the logit scale.
design <- clustered(z)
for (m in c("poor", "c", paste0("g", 1:10))) {
  p <- svyciprop(as.formula(paste0("~", m)), design, method = "xlogit", df = degf(design))
  ci <- attr(p, "ci")
  name <- switch(m, poor = "H", c = "M0", "uncensored")
  indicator <- if (name == "uncensored") NAMES[as.integer(sub("g", "", m))] else ""
  cat(sprintf("logit,,,%s,%s,%.15g,%.15g,%.15g,%.15g,%d\n", name, indicator, as.numeric(p),
              SE(svymean(as.formula(paste0("~", m)), design)), ci[1], ci[2], as.integer(degf(design))))
}

# Changes over two years: both samples in one design, the year a part of the stratum.
after <- score(load_survey("survey-2024.csv"), EQUAL, "not_deprived")
z$year <- 0
after$year <- 1
both <- rbind(z, after)
both$stratum <- both$year * 100 + both$stratum
for (m in c("poor", "c", paste0("g", 1:10))) both[[paste0(m, "_0")]] <- both[[m]] * (both$year == 0)
for (m in c("poor", "c", paste0("g", 1:10))) both[[paste0(m, "_1")]] <- both[[m]] * (both$year == 1)
both$one_0 <- as.integer(both$year == 0)
both$one_1 <- as.integer(both$year == 1)
pooled <- clustered(both)
change <- function(measure, indicator, numerator, denominator) {
  terms <- paste0(rep(c(numerator, denominator), 2), c("_0", "_0", "_1", "_1"))
  totals <- svytotal(as.formula(paste0("~", paste(terms, collapse = "+"))), pooled)
  formulas <- list(
    absolute = sprintf("%s/%s - %s/%s", terms[3], terms[4], terms[1], terms[2]),
    relative = sprintf("(%s/%s) / (%s/%s) - 1", terms[3], terms[4], terms[1], terms[2]),
    annual_absolute = sprintf("(%s/%s - %s/%s) / 2", terms[3], terms[4], terms[1], terms[2]),
    annual_relative = sprintf("((%s/%s) / (%s/%s))^(1/2) - 1", terms[3], terms[4], terms[1], terms[2])
  )
  for (kind in names(formulas)) {
    k <- svycontrast(totals, parse(text = formulas[[kind]])[[1]])
    emit(paste0("change_", kind), "", "", measure, indicator, coef(k), SE(k),
         degrees(both, rep(TRUE, nrow(both))))
  }
}
change("H", "", "poor", "one")
change("M0", "", "c", "one")
change("A", "", "c", "poor")
for (j in seq_along(NAMES)) change("uncensored", NAMES[j], paste0("g", j), "one")
