module LrnnSymbolic.Bench.Measure

open System
open System.Diagnostics

/// One line of output: microseconds, the median and the minimum over n runs, and what one run allocates.
let private emit (size: int) (step: string) (samples: float[]) (cold: float) (bytes: int64) =
    let sorted = Array.sort samples
    let text (x: float) = x.ToString("F3", Globalization.CultureInfo.InvariantCulture)

    printfn
        "{\"system\":\"lrnn\",\"T\":%d,\"step\":\"%s\",\"median_us\":%s,\"min_us\":%s,\"n\":%d,\"cold_us\":%s,\"allocated_bytes\":%d}"
        size
        step
        (text sorted[sorted.Length / 2])
        (text sorted[0])
        sorted.Length
        (text cold)
        bytes

/// Times work on a fresh input each run, for at least `seconds`; preparation is not timed.
let freshly (seconds: float) (size: int) (step: string) (prepare: int -> 'a) (work: 'a -> 'b) =
    let once k =
        let input = prepare k
        let watch = Stopwatch.StartNew()
        let result = work input
        let elapsed = watch.Elapsed.TotalMicroseconds
        GC.KeepAlive(box result)
        elapsed

    let cold = once 0
    let total = Stopwatch.StartNew()
    let mutable k = 1

    // Warm until the tiered compiler has settled, then sample.
    while total.Elapsed.TotalSeconds < seconds || k < 40 do
        once k |> ignore
        k <- k + 1

    GC.Collect()
    total.Restart()

    let samples =
        [| while total.Elapsed.TotalSeconds < seconds do
               yield once k
               k <- k + 1
           for _ in 1..5 do
               yield once k
               k <- k + 1 |]

    let input = prepare k
    let before = GC.GetAllocatedBytesForCurrentThread()
    GC.KeepAlive(box (work input))
    emit size step samples cold (GC.GetAllocatedBytesForCurrentThread() - before)
