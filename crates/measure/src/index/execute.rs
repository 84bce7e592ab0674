//! Runs a program on one block.
//!
//! The loops are plain Rust over words; what makes them fast is that the compiler may use the
//! processor's vector instructions. Which ones there are is found out when the program runs, so
//! one binary is fast on each machine and right on all.

use super::line::{And, AndNot, Or, Plane, Register, Xor, count, count_of};
use super::program::{Op, Operand, Program, Step};

/// Registers and counters of one thread.
#[derive(Debug)]
pub(crate) struct Machine {
    registers: Vec<Register>,
    counters: Vec<u64>,
    processor: Processor,
}

/// What the processor offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Processor {
    Any,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Processor {
    fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let all = |there: &[bool]| there.iter().all(|feature| *feature);
            let avx2 = [
                is_x86_feature_detected!("avx2"),
                is_x86_feature_detected!("bmi1"),
                is_x86_feature_detected!("bmi2"),
                is_x86_feature_detected!("popcnt"),
            ];
            let avx512 = [
                is_x86_feature_detected!("avx512f"),
                is_x86_feature_detected!("avx512bw"),
                is_x86_feature_detected!("avx512vl"),
                is_x86_feature_detected!("avx512vpopcntdq"),
            ];
            if all(&avx2) && all(&avx512) {
                return Self::Avx512;
            }
            if all(&avx2) {
                return Self::Avx2;
            }
        }
        Self::Any
    }
}

impl Machine {
    /// A machine with room for `program`.
    pub(crate) fn new(program: &Program) -> Self {
        Self {
            registers: vec![Register::new(); program.registers],
            counters: vec![0; program.counters],
            processor: Processor::detect(),
        }
    }

    /// The counters of `program` for a block with these planes, in the order the program names
    /// them.
    #[cfg_attr(
        target_arch = "x86_64",
        expect(
            unsafe_code,
            reason = "calls code compiled for instructions this processor has"
        )
    )]
    pub(crate) fn run(&mut self, program: &Program, planes: &[Plane<'_>]) -> &[u64] {
        let (registers, counters) = (&mut self.registers, &mut self.counters);
        match self.processor {
            Processor::Any => steps(program, planes, registers, counters),
            // SAFETY: `Processor::detect` found every feature that these functions are compiled
            // for; they are otherwise safe code.
            #[cfg(target_arch = "x86_64")]
            Processor::Avx2 => unsafe { steps_avx2(program, planes, registers, counters) },
            #[cfg(target_arch = "x86_64")]
            Processor::Avx512 => unsafe { steps_avx512(program, planes, registers, counters) },
        }
        &self.counters
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn steps_avx2(
    program: &Program,
    planes: &[Plane<'_>],
    registers: &mut [Register],
    counters: &mut [u64],
) {
    steps(program, planes, registers, counters);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vpopcntdq,avx2,bmi1,bmi2,popcnt")]
fn steps_avx512(
    program: &Program,
    planes: &[Plane<'_>],
    registers: &mut [Register],
    counters: &mut [u64],
) {
    steps(program, planes, registers, counters);
}

#[inline(always)]
fn steps(
    program: &Program,
    planes: &[Plane<'_>],
    registers: &mut [Register],
    counters: &mut [u64],
) {
    for step in &program.steps {
        match *step {
            Step::Set(op, a, b, out) => {
                // The program never reads the register it writes.
                let mut register = std::mem::take(&mut registers[out]);
                let (a, b) = (of(a, planes, registers), of(b, planes, registers));
                match op {
                    Op::And => register.set::<And>(a, b),
                    Op::AndNot => register.set::<AndNot>(a, b),
                    Op::Or => register.set::<Or>(a, b),
                    Op::Xor => register.set::<Xor>(a, b),
                }
                registers[out] = register;
            }
            Step::Count(from, counter) => counters[counter] = count(of(from, planes, registers)),
            Step::CountOf(op, a, b, counter) => {
                let (a, b) = (of(a, planes, registers), of(b, planes, registers));
                counters[counter] = match op {
                    Op::And => count_of::<And>(a, b),
                    Op::AndNot => count_of::<AndNot>(a, b),
                    Op::Or => count_of::<Or>(a, b),
                    Op::Xor => count_of::<Xor>(a, b),
                };
            }
        }
    }
}

#[inline(always)]
fn of<'a>(operand: Operand, planes: &[Plane<'a>], registers: &'a [Register]) -> Plane<'a> {
    match operand {
        Operand::Plane(plane) => planes[plane],
        Operand::Register(register) => registers[register].plane(),
    }
}
