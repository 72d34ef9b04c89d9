using System.Collections;
using ModelDsl.Syntax;

namespace ModelDsl.Tests.Syntax;

/// <summary>All nodes of a tree, by what the records hold.</summary>
internal static class Nodes
{
    public static IEnumerable<SyntaxNode> Children(SyntaxNode node) =>
        from property in node.GetType().GetProperties()
        where property.GetIndexParameters().Length == 0 && property.Name != nameof(SizeSyntax.Literal)
        let value = property.GetValue(node)
        from child in value is SyntaxNode one ? [one] : value is IEnumerable many and not string ? many.OfType<SyntaxNode>() : []
        select child;

    public static IEnumerable<SyntaxNode> All(SyntaxNode node) => Children(node).SelectMany(All).Prepend(node);
}
