@echo off
rem Ratchet's launcher on Windows: needs a Java 17 or newer, in JAVA_HOME or on the path.
setlocal
set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
rem What is over in a second is over sooner with the quick compiler alone. A server keeps both compilers for its life.
set "flags=-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
set "later=-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000"
set "later=%later% -XX:Tier4BackEdgeThreshold=400000"
if /i "%~1"=="serve" set "flags=-XX:+ExitOnOutOfMemoryError %later%"
"%java%" %flags% -Xlog:disable -Xlog:all=error:stderr %RATCHET_JAVA_OPTS% -jar "%~dp0lib\ratchet.jar" %*
exit /b %errorlevel%
