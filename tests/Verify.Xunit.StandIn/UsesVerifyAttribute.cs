using System.Reflection;
using Xunit.Sdk;

namespace VerifyXunit;

/// <summary>Marks a class of snapshot tests: a snapshot is named after the test that is running, which xunit tells only to an attribute.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UsesVerifyAttribute : BeforeAfterTestAttribute
{
    private static readonly AsyncLocal<MethodInfo?> Running = new();

    internal static MethodInfo Test =>
        Running.Value ?? throw new InvalidOperationException("Verify was called outside a test of a class marked [UsesVerify].");

    public override void Before(MethodInfo methodUnderTest) => Running.Value = methodUnderTest;

    public override void After(MethodInfo methodUnderTest) => Running.Value = null;
}
