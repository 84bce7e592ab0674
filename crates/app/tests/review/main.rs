//! The review from its plan to the sealed year, on every engine there is.

#[cfg(test)]
mod access;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod flow;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod merging;
#[cfg(test)]
mod seal;
#[cfg(test)]
mod support;
#[cfg(test)]
mod survey;
#[cfg(test)]
mod workbook;
