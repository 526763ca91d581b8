package io.shiplog.standalone.cli;

import io.shiplog.standalone.cell.UserError;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Runs the deterministic simulation of a whole cluster; its own options are its own business. */
@Command(
        name = "sim",
        description = "Run the simulation of a whole cluster with a seed.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Also: --seeds FROM..TO or COUNT, --minutes N (virtual ones of each seed), --jobs N,",
            "--verbose, --trace TEXT (print the records that hold it)."
        })
final class SimCommand implements Callable<Integer> {

    /** Named and not imported: the simulator is a room of its own that the command line does not depend on. */
    private static final String MAIN = "io.shiplog.standalone.sim.SimMain";

    @Option(names = "--seed", paramLabel = "N", description = "the seed; equal seeds give equal runs")
    private long seed = 1;

    @Unmatched
    private List<String> rest = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        List<String> args = new ArrayList<>(List.of("--seed", String.valueOf(seed)));
        args.addAll(rest);
        try {
            Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args.toArray(String[]::new));
            return 0;
        } catch (ClassNotFoundException e) {
            throw new UserError("This build has no simulator.", "Use a release that has one.");
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
