# Parses scripts with the real parser and holds their syntax trees to what PowerShell 2.0 on CLR 2.0 has: lint.ps1 LIST FINDINGS [READONLY]
# LIST names one script a line, FINDINGS gets one "script:line: what" a line. What is not allowed here by name is a finding: an engine
# newer than 2.0 would run it without a word.
# With a third argument what changes anything on a host is no longer allowed either.
param([string]$List, [string]$Findings, [string]$ReadOnly = '')
$ErrorActionPreference = 'Stop'

$commands = @{
    'ForEach-Object' = @(); 'Out-Null' = @(); 'Get-Service' = @()
    'New-Object' = @(); 'Get-WmiObject' = @('Class', 'Namespace'); 'Get-Item' = @('LiteralPath', 'Force'); 'Test-Path' = @('LiteralPath', 'PathType')
    'Start-Sleep' = @('Seconds'); 'Start-Service' = @('InputObject'); 'Stop-Service' = @('InputObject', 'Force')
    'Start-Process' = @('FilePath', 'ArgumentList', 'Wait', 'PassThru'); 'Set-StrictMode' = @('Version')
    'schtasks.exe' = @(); 'shutdown.exe' = @(); 'netstat.exe' = @('a', 'n', 'o', 'p'); 'tasklist.exe' = @(); 'wevtutil.exe' = @()
}
$types = 'bool', 'string', 'string[]', 'int', 'long', 'byte', 'byte[]', 'char', 'uint32', 'uint64', 'void', 'hashtable', 'array', 'xml', 'DateTime', 'Math', 'Array', 'Convert', 'Console',
    'BitConverter', 'IntPtr', 'StringComparer', 'StringComparison', 'UnauthorizedAccessException', 'Security.SecurityException', 'Text.Encoding', 'Text.StringBuilder',
    'Collections.Hashtable', 'Collections.IDictionary', 'Collections.IList', 'Collections.ArrayList', 'Globalization.CultureInfo', 'IO.File', 'IO.Directory', 'IO.FileStream', 'IO.StreamReader', 'IO.FileMode', 'IO.FileAccess', 'IO.FileShare',
    'Reflection.Assembly', 'Security.Cryptography.SHA256Managed', 'Security.Cryptography.SHA256CryptoServiceProvider', 'Net.Sockets.TcpClient', 'Net.Security.SslStream',
    'Microsoft.Win32.RegistryValueKind', 'Microsoft.Win32.RegistryValueOptions', 'Security.Authentication.SslProtocols'
# Static members of .NET 2.0, with the number of arguments of the overloads it has; '-' is a property or field.
$statics = 'String.Join/2', 'String.Equals/3', 'Array.Sort/2', 'Convert.FromBase64String/1', 'Convert.ToBase64String/1', 'Convert.ToByte/2', 'long.Parse/2', 'int.Parse/2', 'uint32.Parse/2', 'uint64.Parse/2',
    'Math.Min/2', 'BitConverter.GetBytes/1', 'BitConverter.ToInt32/2', 'BitConverter.ToInt64/2', 'BitConverter.ToUInt32/2', 'BitConverter.ToUInt64/2', 'BitConverter.ToString/1', 'DateTime.ParseExact/3', 'String.CompareOrdinal/2', 'DateTime.UtcNow-', 'Enum.ToObject/2',
    'IO.File.Exists/1', 'IO.File.Copy/3', 'IO.File.Delete/1', 'IO.File.Move/2', 'IO.File.ReadAllText/1', 'IO.File.WriteAllText/2', 'IO.Directory.CreateDirectory/1', 'Reflection.Assembly.Load/1',
    'Text.Encoding.UTF8-', 'Globalization.CultureInfo.InvariantCulture-', 'StringComparer.Ordinal-', 'StringComparer.OrdinalIgnoreCase-', 'StringComparison.Ordinal-', 'StringComparison.OrdinalIgnoreCase-', 'Console.Out-', 'IntPtr.Size-',
    'IO.FileMode.Open-', 'IO.FileMode.CreateNew-', 'IO.FileAccess.Read-', 'IO.FileAccess.ReadWrite-', 'IO.FileShare.None-', 'IO.FileShare.Read-', 'Microsoft.Win32.RegistryValueOptions.DoNotExpandEnvironmentNames-',
    'Microsoft.Win32.RegistryValueKind.DWord-', 'Microsoft.Win32.RegistryValueKind.QWord-', 'Microsoft.Win32.RegistryValueKind.String-', 'Microsoft.Win32.RegistryValueKind.ExpandString-',
    'Microsoft.Win32.RegistryValueKind.Binary-', 'Microsoft.Win32.RegistryValueKind.MultiString-'
# Methods of instances; the type cannot be known here, so each name with its count stands for one that .NET 2.0 has.
$methods = 'Add/1', 'Append/1', 'Clone/0', 'Close/0', 'Flush/0', 'ContainsKey/1', 'ToString/0', 'ToString/1', 'ToString/2', 'ToCharArray/0', 'ToUpperInvariant/0', 'ToLowerInvariant/0', 'GetString/1', 'GetBytes/1', 'Split/1', 'Substring/1',
    'Substring/2', 'IndexOf/1', 'LastIndexOf/1', 'StartsWith/1', 'StartsWith/2', 'Replace/2', 'Trim/0', 'Trim/1', 'TrimEnd/1', 'GetElementsByTagName/1', 'GetAttribute/1', 'GetType/0', 'GetBaseException/0', 'AddMinutes/1', 'WriteLine/1', 'ReadToEnd/0', 'Contains/1', 'Write/3', 'ComputeHash/1',
    'OpenSubKey/2', 'CreateSubKey/1', 'DeleteSubKey/1', 'GetSubKeyNames/0', 'GetValueNames/0', 'GetValue/1', 'GetValue/3', 'GetValueKind/1', 'SetValue/3', 'DeleteValue/2',
    'Connect/2', 'GetStream/0', 'AuthenticateAsClient/1', 'AuthenticateAsClient/4'
$operators = 'Ceq', 'Cne', 'Ieq', 'Ine', 'Igt', 'Ige', 'Ilt', 'Ile', 'Plus', 'Minus', 'Multiply', 'Divide', 'Rem', 'And', 'Or', 'Is', 'IsNot', 'Imatch', 'Cmatch', 'Inotmatch', 'Cnotmatch', 'Ccontains'
$allowedNodes = 'ArrayExpressionAst', 'ArrayLiteralAst', 'AssignmentStatementAst', 'BinaryExpressionAst', 'BreakStatementAst', 'CatchClauseAst', 'CommandAst', 'CommandExpressionAst', 'CommandParameterAst', 'ConstantExpressionAst', 'ContinueStatementAst',
    'ConvertExpressionAst', 'ExpandableStringExpressionAst', 'ForEachStatementAst', 'ForStatementAst', 'FunctionDefinitionAst', 'HashtableAst', 'IfStatementAst', 'IndexExpressionAst', 'InvokeMemberExpressionAst', 'MemberExpressionAst',
    'MergingRedirectionAst', 'NamedBlockAst', 'ParamBlockAst', 'ParameterAst', 'ParenExpressionAst', 'PipelineAst', 'ReturnStatementAst', 'ScriptBlockAst', 'ScriptBlockExpressionAst', 'StatementBlockAst', 'StringConstantExpressionAst',
    'ThrowStatementAst', 'TryStatementAst', 'TypeConstraintAst', 'TypeExpressionAst', 'UnaryExpressionAst', 'VariableExpressionAst', 'WhileStatementAst'

if ($ReadOnly) {
    foreach ($writing in 'Start-Service', 'Stop-Service', 'Start-Process', 'schtasks.exe', 'shutdown.exe') { $commands.Remove($writing) }
    $types = $types | Where-Object { $_ -notmatch '^(IO|Reflection|Net|Security\.Cryptography)\.' }
    $statics = $statics | Where-Object { $_ -notmatch '^(IO|Reflection)\.' }
    $methods = $methods | Where-Object { $_ -notmatch '^(CreateSubKey|DeleteSubKey|SetValue|DeleteValue|Connect|AuthenticateAsClient)/' }
}

$found = [Collections.Generic.List[string]]::new()

function Add-Finding($node, [string]$what) { $found.Add("$($node.Extent.File | Split-Path -Leaf):$($node.Extent.StartLineNumber): $what") }

function Test-Type($node, [string]$name) { if ($types -notcontains $name) { Add-Finding $node "type $name" } }

function Test-Command($node, $functions) {
    $name = $node.GetCommandName()
    if ($null -eq $name) {
        if ($node.Extent.Text -notlike '& $RatchetActions`[$Call.action`] $parameters' -and $node.Extent.Text -notlike "& `$RatchetActions``['registry-undo'``] *") { Add-Finding $node 'a command whose name is computed' }
        return
    }
    if ($node.InvocationOperator -eq 'Dot') { Add-Finding $node 'dot-sourcing' }
    if ($functions -contains $name) { return }
    if (-not $commands.ContainsKey($name)) { Add-Finding $node "command $name"; return }
    foreach ($element in $node.CommandElements) {
        if ($element -is [Management.Automation.Language.CommandParameterAst] -and $commands[$name] -notcontains $element.ParameterName) { Add-Finding $element "parameter -$($element.ParameterName) of $name" }
    }
    if ($name -eq 'ForEach-Object' -and $node.CommandElements[1] -isnot [Management.Automation.Language.ScriptBlockExpressionAst]) { Add-Finding $node 'ForEach-Object without a script block' }
    if ($name -eq 'New-Object') { Test-Type $node (($node.CommandElements[1].Extent.Text)) }
}

function Test-Member($node) {
    $member = $node.Member.Extent.Text
    if ($node.Member -isnot [Management.Automation.Language.StringConstantExpressionAst]) { Add-Finding $node 'a member whose name is computed'; return }
    if ($node.NullConditional) { Add-Finding $node 'null-conditional member' }
    $call = $node -is [Management.Automation.Language.InvokeMemberExpressionAst]
    $count = if ($call) { @($node.Arguments | Where-Object { $_ }).Count } else { 0 }
    if ($node.Static) {
        if ($node.Expression -isnot [Management.Automation.Language.TypeExpressionAst]) { Add-Finding $node 'a static member of a computed type'; return }
        $full = $node.Expression.TypeName.FullName + '.' + $member + $(if ($call) { "/$count" } else { '-' })
        if ($statics -notcontains $full) { Add-Finding $node "static member $full" }
    } elseif ($call -and $methods -cnotcontains "$member/$count") { Add-Finding $node "method $member/$count" }
}

function Test-Node($node, $functions) {
    $kind = $node.GetType().Name
    if ($allowedNodes -notcontains $kind) { Add-Finding $node "syntax $kind"; return }
    switch ($kind) {
        'CommandAst' { Test-Command $node $functions }
        'MemberExpressionAst' { Test-Member $node }
        'InvokeMemberExpressionAst' { Test-Member $node }
        'TypeExpressionAst' { if ($node.Parent -isnot [Management.Automation.Language.MemberExpressionAst] -or -not $node.Parent.Static) { Test-Type $node $node.TypeName.FullName } }
        'TypeConstraintAst' { Test-Type $node $node.TypeName.FullName }
        'BinaryExpressionAst' { if ($operators -notcontains $node.Operator) { Add-Finding $node "operator $($node.Operator)" } }
        'AssignmentStatementAst' { if ($node.Operator -notin 'Equals', 'PlusEquals', 'MinusEquals') { Add-Finding $node "operator $($node.Operator)" } }
        'UnaryExpressionAst' { if ($node.TokenKind -notin 'Not', 'Minus', 'PostfixPlusPlus', 'Comma') { Add-Finding $node "operator $($node.TokenKind)" } }
        'ExpandableStringExpressionAst' { if ($node.NestedExpressions.Count -gt 0) { Add-Finding $node 'a string that is put together from values' } }
        'MergingRedirectionAst' { if ("$($node.FromStream) $($node.ToStream)" -ne 'Error Output') { Add-Finding $node 'redirection other than 2>&1' } }
        'VariableExpressionAst' { if ($node.VariablePath.UserPath -in 'PSItem', 'PSScriptRoot', 'PSCommandPath', 'IsWindows', 'input') { Add-Finding $node "variable $($node.Extent.Text)" } }
        'ParameterAst' { foreach ($attribute in $node.Attributes) { if ($attribute -isnot [Management.Automation.Language.TypeConstraintAst]) { Add-Finding $node 'an attribute of a parameter' } } }
        'NamedBlockAst' { if (-not $node.Unnamed) { Add-Finding $node "block $($node.BlockKind)" } }
        'FunctionDefinitionAst' { if ($node.IsFilter -or $node.IsWorkflow) { Add-Finding $node 'filter or workflow' } }
    }
}

foreach ($path in [IO.File]::ReadAllLines($List)) {
    $tokens = $null
    $errors = $null
    $tree = [Management.Automation.Language.Parser]::ParseFile($path, [ref]$tokens, [ref]$errors)
    foreach ($problem in $errors) { $found.Add("$([IO.Path]::GetFileName($path)):$($problem.Extent.StartLineNumber): $($problem.Message)") }
    foreach ($byte in [IO.File]::ReadAllBytes($path)) { if ($byte -gt 126) { $found.Add("$([IO.Path]::GetFileName($path)):0: not ASCII"); break } }
    $nodes = $tree.FindAll({ $true }, $true)
    $functions = $nodes | Where-Object { $_ -is [Management.Automation.Language.FunctionDefinitionAst] } | ForEach-Object { $_.Name }
    # A single action calls functions of the prelude and of its neighbours; a rendered script must bring them all.
    if ($path -notlike '*rendered*') { $functions = @($functions) + @($nodes | Where-Object { $_ -is [Management.Automation.Language.CommandAst] } | ForEach-Object { $_.GetCommandName() } | Where-Object { $_ -like '*-Ratchet*' }) }
    foreach ($node in $nodes) { Test-Node $node $functions }
}
[IO.File]::WriteAllLines($Findings, $found)
