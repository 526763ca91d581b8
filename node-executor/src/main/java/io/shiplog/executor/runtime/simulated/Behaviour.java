package io.shiplog.executor.runtime.simulated;

import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * How one simulated container behaves; the words are those of the annotations, see README.md.
 *
 * @param startDelayMillis from the call to running, or -1 for the default that follows from the uid
 * @param readyDelayMillis from running to ready; 0 is ready at once
 * @param exitAfterMillis from running to its end, or -1 when it runs on
 * @param exitCode of that end
 * @param exitReason Completed, Error or OOMKilled
 * @param exits how many runs end so; later ones run on
 * @param unreadyFromMillis begin of a time of not being ready, since the start, or -1
 * @param unreadyToMillis its end
 * @param pullDelayMillis how long the image takes to pull, or -1 when it is present
 * @param imageMissing the pull fails
 * @param startError message of a start that fails, or empty
 * @param ignoresTerm only SIGKILL ends it
 * @param stopDelayMillis from SIGTERM to its end
 * @param startupDelayMillis from running to the first success of its startup probe
 * @param livenessFailsAfterMillis since the start, or -1
 * @param probeDelayMillis how long the answer of a probe takes
 * @param postStart the hook of this name
 * @param preStop the hook of this name
 */
record Behaviour(
        long startDelayMillis,
        long readyDelayMillis,
        long exitAfterMillis,
        int exitCode,
        String exitReason,
        int exits,
        long unreadyFromMillis,
        long unreadyToMillis,
        long pullDelayMillis,
        boolean imageMissing,
        String startError,
        boolean ignoresTerm,
        long stopDelayMillis,
        long startupDelayMillis,
        long livenessFailsAfterMillis,
        long probeDelayMillis,
        Hook postStart,
        Hook preStop) {

    /**
     * How a hook goes.
     *
     * @param error why it fails, or empty
     */
    record Hook(long delayMillis, String error) {}

    /**
     * Reads the settings of one container.
     *
     * @param setting value of a setting by name, or empty
     * @param runsToEndMillis when a container that is meant to end does so, or -1 for one that serves
     */
    static Behaviour of(Function<String, String> setting, long runsToEndMillis) {
        Settings read = new Settings(setting);
        long crashEvery = read.millis("crash-every", -1);
        long oomAfter = read.millis("oom-after", -1);
        long exitAfter = read.millis("exit-after", runsToEndMillis);
        long end = oomAfter >= 0 ? oomAfter : crashEvery >= 0 ? crashEvery : exitAfter;
        int code = (int) read.number("exit-code", oomAfter >= 0 ? 137 : crashEvery >= 0 ? 1 : 0);
        String reason = oomAfter >= 0 ? "OOMKilled" : code == 0 ? "Completed" : "Error";
        String between = setting.apply("unready-between");
        int dash = between.indexOf('-');
        return new Behaviour(
                read.millis("start-delay", -1),
                read.millis("ready-delay", 0),
                end,
                code,
                reason,
                (int) read.number("exits", Integer.MAX_VALUE),
                dash < 0 ? -1 : read.or(x -> Durations.millis(between.substring(0, dash)), -1),
                dash < 0 ? -1 : read.or(x -> Durations.millis(between.substring(dash + 1)), -1),
                read.millis("pull-delay", -1),
                setting.apply("image-missing").equals("true"),
                setting.apply("start-error"),
                setting.apply("ignore-term").equals("true"),
                read.millis("stop-delay", -1),
                read.millis("startup-delay", 0),
                read.millis("liveness-fails-after", -1),
                read.millis("probe-delay", 0),
                new Hook(read.millis("post-start-delay", 0), setting.apply("post-start-error")),
                new Hook(read.millis("pre-stop-delay", 0), setting.apply("pre-stop-error")));
    }

    /** Readiness is scripted, so that it has to be asked for even where the spec has no such probe. */
    boolean scriptsReadiness() {
        return readyDelayMillis > 0 || unreadyFromMillis >= 0;
    }

    /** Does a readiness probe succeed so long after the start? */
    boolean readyAt(long sinceStartMillis) {
        boolean between =
                unreadyFromMillis >= 0 && sinceStartMillis >= unreadyFromMillis && sinceStartMillis < unreadyToMillis;
        return sinceStartMillis >= readyDelayMillis && !between;
    }

    /** What is scripted to go wrong in a run does so in this one. */
    boolean goesWrong(int attempt) {
        return attempt < exits;
    }

    /** Settings that are malformed are left at their default: a pod is not refused for its script. */
    private record Settings(Function<String, String> setting) {

        long millis(String name, long absent) {
            String text = setting.apply(name);
            return text.isEmpty() ? absent : or(x -> Durations.millis(text), absent);
        }

        long number(String name, long absent) {
            String text = setting.apply(name);
            return text.isEmpty() ? absent : or(x -> Long.parseLong(text), absent);
        }

        long or(LongFunction<Long> value, long absent) {
            try {
                return value.apply(absent);
            } catch (IllegalArgumentException e) {
                return absent;
            }
        }
    }
}
