using ModelDsl.Runtime.Data;

namespace Experiments.Tests;

/// <summary>A theory that needs the pictures of MNIST and Fashion-MNIST; without them it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataTheoryAttribute : TheoryAttribute
{
    private static readonly Lazy<string?> Missing = new(() =>
    {
        try
        {
            Mnist.Load();
            FashionMnist.Load();
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    });

    public DataTheoryAttribute() => Skip = Missing.Value;
}
