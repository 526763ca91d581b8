package io.shiplog.benchmarks.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the cluster is started.
 *
 * @param command what comes before {@code up}: the launcher, which chooses heap and collector as for any user
 * @param heap value of -Xmx, or empty for the launcher's choice
 * @param jvmOptions further options for Java, none with a space
 * @param profile record with Java Flight Recorder
 * @param keep leave the directory of the cluster behind, with its data as they were at the end, and say where
 */
public record ClusterOptions(
        List<String> command, String heap, List<String> jvmOptions, boolean profile, boolean keep) {

    private static final String MAIN = "io.shiplog.standalone.cli.Main";

    /** By the launcher of a source tree. */
    public static ClusterOptions launched(Path home, String heap, List<String> jvmOptions, boolean profile) {
        String launcher = home.toAbsolutePath().normalize().resolve("shiplog").toString();
        return new ClusterOptions(List.of(launcher), heap, jvmOptions, profile, false);
    }

    /** The same, and its directory stays. */
    public ClusterOptions kept() {
        return new ClusterOptions(command, heap, jvmOptions, profile, true);
    }

    /** By this JVM's Java and class path, without the launcher: for tests of a tree that is just being built. */
    public static ClusterOptions fromClassPath(String heap) {
        String java = System.getProperty("java.home") + "/bin/java";
        String classPath = System.getProperty("java.class.path");
        return new ClusterOptions(List.of(java, "-Xmx" + heap, "-cp", classPath, MAIN), heap, List.of(), false, false);
    }

    /** What the launcher hands on to Java, SHIPLOG_OPTS. */
    String javaOptions(Path recording) {
        List<String> out = new ArrayList<>();
        if (!heap.isEmpty()) {
            out.add("-Xmx" + heap);
        }
        out.addAll(jvmOptions);
        if (profile) {
            out.add("-XX:StartFlightRecording=settings=profile,filename=" + recording);
            out.add("-XX:FlightRecorderOptions=stackdepth=96");
        }
        return String.join(" ", out);
    }
}
