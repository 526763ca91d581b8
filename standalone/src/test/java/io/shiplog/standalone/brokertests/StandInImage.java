package io.shiplog.standalone.brokertests;

import io.shiplog.standalone.images.DockerCommand;
import io.shiplog.standalone.images.Tar;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/**
 * An image in place of Kafka's public one, for machines that reach no registry: the broker's jars from the test's own
 * class path, a Java run time cut to what a broker needs, the C libraries of this machine, a static busybox, and a
 * script where the public image has one. It obeys the same environment variables. Labelled io.shiplog.stand-in; remove
 * it with {@code docker rmi apache/kafka:4.3.1}.
 */
final class StandInImage {

    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final Path JAVA = Path.of(System.getProperty("java.home"));
    private static final Path JLINK = JAVA.resolve("bin/jlink");
    private static final Duration IMPORT = Duration.ofMinutes(1);
    private static final long JLINK_SECONDS = 120;

    /** java.desktop is for log4j, which wants java.beans. */
    private static final String MODULES = "java.base,java.desktop,java.logging,java.management,java.naming,"
            + "java.net.http,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.management,"
            + "jdk.unsupported";

    /** What the broker loads; the class path of the tests holds much more. */
    private static final Pattern BROKER_JARS =
            Pattern.compile("(kafka(?!-streams)|scala-|jackson-|slf4j-api|log4j-|jopt-|metrics-core|HdrHistogram"
                    + "|argparse4j|zstd-|lz4-|snappy-|caffeine|commons-|pcollections|hash4j|jose4j|re2j).*\\.jar");

    private static final List<String> APPLETS = List.of(
            "sh", "sleep", "cat", "env", "sed", "tr", "grep", "mkdir", "rm", "ls", "kill", "pidof", "ip", "awk");

    private StandInImage() {}

    /** Why none can be made here, or the empty string. */
    static String missing() {
        if (!Files.isExecutable(BUSYBOX)) {
            return BUSYBOX + " is not there (install busybox-static)";
        }
        if (!Files.isExecutable(JLINK) || !Files.isDirectory(JAVA.resolve("jmods"))) {
            return JAVA + " is no JDK with jlink and jmods";
        }
        return "";
    }

    /** Makes the image; takes about ten seconds. */
    static void build(String name) throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("stand-in");
        try {
            Path runtime = jlink(dir.resolve("jre"));
            Path archive = dir.resolve("image.tar");
            try (Tar tar = new Tar(new BufferedOutputStream(Files.newOutputStream(archive)))) {
                shell(tar);
                tree(tar, runtime, "jre");
                for (Path library : libraries(runtime)) {
                    tar.file(library.toString().substring(1), 0755, library);
                }
                for (Path jar : jars()) {
                    tar.file("opt/kafka/libs/" + jar.getFileName(), 0644, jar);
                }
                tar.file("etc/kafka/docker/run", 0755, resource("run"));
                tar.file("etc/kafka/log4j2.xml", 0644, resource("log4j2.xml"));
            }
            DockerCommand.ok(IMPORT, "import", "--change", "LABEL io.shiplog.stand-in=true", archive.toString(), name);
        } finally {
            delete(dir);
        }
    }

    private static void shell(Tar tar) throws IOException {
        tar.directory("tmp", 01777);
        tar.file("bin/busybox", 0755, BUSYBOX);
        for (String applet : APPLETS) {
            tar.link("bin/" + applet, "busybox");
        }
        // Busybox has no applet of this name, and Testcontainers' start script asks for it.
        tar.file("bin/bash", 0755, "#!/bin/sh\nexec /bin/sh \"$@\"\n".getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = StandInImage.class.getResourceAsStream("/stand-in/" + name)) {
            if (in == null) {
                throw new IOException("/stand-in/" + name + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }

    private static Path jlink(Path to) throws IOException, InterruptedException {
        run(JLINK.toString(), "--add-modules", MODULES, "--no-man-pages", "--output", to.toString());
        return to;
    }

    private static void tree(Tar tar, Path root, String as) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                tar.file(as + "/" + root.relativize(file), Files.isExecutable(file) ? 0755 : 0644, file);
            }
        }
    }

    /** The libraries outside of the run time that its programs and libraries name, the loader among them. */
    private static Set<Path> libraries(Path runtime) throws IOException, InterruptedException {
        Pattern absolute = Pattern.compile("(?:=>)?\\s(/\\S+) \\(0x");
        Set<Path> out = new TreeSet<>();
        List<Path> ask = List.of(
                runtime.resolve("bin/java"),
                runtime.resolve("lib/server/libjvm.so"),
                runtime.resolve("lib/libjava.so"),
                runtime.resolve("lib/libnio.so"),
                runtime.resolve("lib/libzip.so"));
        for (Path file : ask) {
            Matcher line = absolute.matcher(run("ldd", file.toString()));
            while (line.find()) {
                Path library = Path.of(line.group(1));
                if (!library.normalize().startsWith(runtime)) {
                    out.add(library);
                }
            }
        }
        return out;
    }

    private static List<Path> jars() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(path -> path.getFileName() != null
                        && BROKER_JARS.matcher(path.getFileName().toString()).matches())
                .distinct()
                .sorted()
                .toList();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assertions.assertTrue(process.waitFor(JLINK_SECONDS, TimeUnit.SECONDS), command[0] + " does not end");
        Assertions.assertEquals(0, process.exitValue(), () -> String.join(" ", command) + "\n" + out);
        return out;
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
