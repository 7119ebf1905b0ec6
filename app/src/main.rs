//! The executable: `terreau serve`, `migrate`, `import`.

mod command;

use std::process::ExitCode;

/// Gives memory back after the import and under load, which the system's does not; how soon, `command::allocator` says.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Whatever is written is for this account alone: 0600, and 0700 for folders.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let arguments = match command::arguments() {
        Ok(arguments) => arguments,
        Err(fault) => {
            eprintln!("terreau : {fault}");
            return ExitCode::FAILURE;
        }
    };
    if arguments.is_serve() {
        command::allocator::give_back_soon();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("terreau : le système refuse les fils d’exécution : {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(command::run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("terreau : {fault}");
            ExitCode::FAILURE
        }
    }
}
