using TorchSharp;

namespace ModelDsl.Runtime.TorchSharp.Modules;

/// <summary>Modules that only hold parameters: one for each part of a name but the last, as TorchSharp joins names with dots itself.</summary>
internal sealed class LayerModules(torch.nn.Module root)
{
    private readonly Dictionary<string, torch.nn.Module> _modules = new(StringComparer.Ordinal) { [""] = root };

    /// <summary>The module that a name is in, and what it is called there: <c>lstm1.weight_ih_l0</c> is <c>weight_ih_l0</c> of <c>lstm1</c>.</summary>
    public (torch.nn.Module Module, string Role) Of(string name)
    {
        int end = name.LastIndexOf('.');
        return end < 0 ? (root, name) : (Module(name[..end]), name[(end + 1)..]);
    }

    private torch.nn.Module Module(string path)
    {
        if (_modules.TryGetValue(path, out var known)) return known;
        var (parent, own) = Of(path);
        var module = new LayerModule(own);
        parent.register_module(own, module);
        _modules.Add(path, module);
        return module;
    }

    private sealed class LayerModule(string name) : torch.nn.Module(name);
}
