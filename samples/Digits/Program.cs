using System.Runtime.InteropServices;
using System.Text;
using Digits;
using ModelDsl.Runtime.Training;

const int Failed = 1;
const int Interrupted = 130; // what shells expect of a program that Ctrl+C ended

Console.OutputEncoding = Encoding.UTF8;
return Settings.Parse(args, Run).Invoke();

static int Run(Settings settings)
{
    using var cancellation = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    try
    {
        return new Demo(settings, Console.Out, TrainingProgress.OnConsole()).Run(cancellation.Token) ? 0 : Interrupted;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException or TrainingDivergedException)
    {
        Console.Error.WriteLine($"error: {e.Message}");
        return Failed;
    }

    // The first signal ends the training after the step under way; a second one ends the program as usual.
    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = !cancellation.IsCancellationRequested;
        cancellation.Cancel();
    }
}
