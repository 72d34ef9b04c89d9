using System.CommandLine.Invocation;
using ModelDsl.Tool;

var line = Commands.Root().Parse(args);
if (line.Action is ParseErrorAction error) error.ShowHelp = args.Length == 0; // a mistake is a line; help is what no argument asks for
return line.Invoke();
