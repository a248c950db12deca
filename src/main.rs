//! The program `boucle`.
fn main() -> std::process::ExitCode {
    boucle::cli::main()
}
