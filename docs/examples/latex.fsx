// Equations for a paper: one file for each section, to be \input, and a paper that does so.
#load "lrnn.fsx"
open System.Diagnostics
open System.IO
open LrnnSymbolic.Emission

let folder = Path.Combine(__SOURCE_DIRECTORY__, "../../artifacts/examples/paper")
Directory.CreateDirectory folder |> ignore

let task = LearningTask.Read "inverse-exponential"
let sections = [ "energy"; "closed-sums"; "zero-loss" ]

for section in task.Derive(Array.ofList sections) do
    let rows = section.Equations |> Seq.map _.Latex |> String.concat " \\\\\n"
    File.WriteAllText(Path.Combine(folder, section.Name + ".tex"), $"\\begin{{gather}}\n{rows}\n\\end{{gather}}\n")

let paper =
    [ @"\documentclass{article}"
      @"\usepackage{amsmath}"
      @"\begin{document}"
      for section in sections do
          @"\section*{" + section + "}"
          @"\input{" + section + "}"
      @"\end{document}" ]

File.WriteAllLines(Path.Combine(folder, "paper.tex"), paper)

let isInstalled (program: string) =
    System.Environment.GetEnvironmentVariable("PATH").Split(Path.PathSeparator)
    |> Array.exists (fun place -> File.Exists(Path.Combine(place, program)))

if isInstalled "pdflatex" then
    let start =
        ProcessStartInfo(
            "pdflatex",
            "-halt-on-error -interaction=batchmode paper.tex",
            WorkingDirectory = folder,
            RedirectStandardOutput = true
        )
    use latex = Process.Start start
    latex.StandardOutput.ReadToEnd() |> ignore
    latex.WaitForExit()
    printfn "%s" (if latex.ExitCode = 0 then "paper.pdf" else "pdflatex failed; see paper.log")
    exit latex.ExitCode
else
    printfn "paper.tex; pdflatex is not installed"
