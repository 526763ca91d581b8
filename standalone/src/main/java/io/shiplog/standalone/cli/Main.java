package io.shiplog.standalone.cli;

import io.shiplog.standalone.cell.UserError;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. An error is told in one sentence with the next step; its exit code is not 0. */
@Command(
        name = "shiplog",
        description = "A container orchestrator whose only database is Apache Kafka.",
        version = "shiplog 0.1.0",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            ResetCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            TopicsCommand.class,
            WhyCommand.class,
            ExampleCommand.class,
            CrashCommand.class,
            RebuildCommand.class,
            WarmCommand.class,
            SimCommand.class,
            RoleCommands.Api.class,
            RoleCommands.Reconciler.class,
            RoleCommands.Scheduler.class,
            RoleCommands.Node.class,
            RoleCommands.Logs.class,
            RoleCommands.Broker.class,
            RoleCommands.Registry.class
        })
public final class Main {

    private Main() {}

    /** Runs one command and exits with its code: 0 done, 1 failed, 2 wrongly called. */
    public static void main(String[] args) {
        // Commands that run a cluster turn this on again before anything logs.
        Logging.off();
        CommandLine line = new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::tell)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
        if (args.length == 0) {
            line.usage(System.out);
            System.exit(2);
        }
        System.exit(line.execute(args));
    }

    private static int tell(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        PrintWriter err = line.getErr();
        if (e instanceof UserError known) {
            err.println("error: " + known.getMessage());
            err.println("  " + known.next());
        } else {
            err.println("error: " + (e.getMessage() == null ? e : e.getMessage()));
            if (Boolean.getBoolean("shiplog.stacktraces")) {
                e.printStackTrace(err);
            }
        }
        return 1;
    }
}
