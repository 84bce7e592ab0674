//! What the operating system says a process has used.

use crate::Failure;
use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeVal;
use nix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What one step took.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Used {
    /// Processor time of all threads, user and system, in seconds.
    pub(crate) cpu: f64,
    /// Time on the wall, in seconds.
    pub(crate) wall: f64,
    /// Most memory held at any time, in kilobytes.
    pub(crate) peak: u64,
}

/// A watch that runs only while this process does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch {
    cpu: Duration,
    wall: Duration,
}

impl Watch {
    pub(crate) fn start() -> Result<Self, Failure> {
        Ok(Self {
            cpu: clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?.into(),
            wall: clock_gettime(ClockId::CLOCK_MONOTONIC)?.into(),
        })
    }

    /// Since the start, with the memory of this process.
    pub(crate) fn stop(self) -> Result<Used, Failure> {
        let now = Self::start()?;
        Ok(Used {
            cpu: (now.cpu - self.cpu).as_secs_f64(),
            wall: (now.wall - self.wall).as_secs_f64(),
            peak: peak(&getrusage(UsageWho::RUSAGE_SELF)?),
        })
    }

    /// Since the start, with the processor time and memory of the programs this one has run.
    pub(crate) fn stop_children(self) -> Result<Used, Failure> {
        let children = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        Ok(Used {
            cpu: seconds(children.user_time()) + seconds(children.system_time()),
            peak: peak(&children),
            ..self.stop()?
        })
    }
}

fn seconds(time: TimeVal) -> f64 {
    time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6
}

fn peak(usage: &Usage) -> u64 {
    u64::try_from(usage.max_rss()).unwrap_or_default()
}

impl Used {
    /// Adds a further stretch of the same step.
    pub(crate) fn and(self, more: Self) -> Self {
        Self {
            cpu: self.cpu + more.cpu,
            wall: self.wall + more.wall,
            peak: self.peak.max(more.peak),
        }
    }

    /// The best time and the worst memory of two runs.
    pub(crate) fn best(self, other: Self) -> Self {
        Self {
            cpu: self.cpu.min(other.cpu),
            wall: self.wall.min(other.wall),
            peak: self.peak.max(other.peak),
        }
    }
}
