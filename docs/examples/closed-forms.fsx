// The closed forms of a task of one's own, with the conditions under which each holds.
#load "lrnn.fsx"
open LrnnSymbolic.Emission

let task = LearningTask.Read "delta*lambda^(T - t) + kappa*[t = T]"

for equation in task.Equations "closed-sums" do
    printfn "%s" equation.Text
    for condition in equation.ConditionTexts do
        printfn "    where %s" condition
