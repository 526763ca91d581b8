package io.shiplog.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import io.shiplog.standalone.broker.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the list in ARCHITECTURE.md against what one real `kubectl apply` passes: a debugger attached to the cluster
 * notes
 * the first time that a method of each named class is entered after the command was given.
 */
@Tag("real")
class PathOfOneApplyRealIT {

    private static final Pattern ENTRY = Pattern.compile("(?m)^\\d+\\. `[\\w-]+/src/main/java/([\\w/]+)\\.java`");
    private static final int FILES_MAX = 12;
    private static final long WAIT_MILLIS = 500;
    private static final long WITHIN_SECONDS = 60;

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: traced}
            spec:
              replicas: 1
              selector: {matchLabels: {app: traced}}
              template:
                metadata: {labels: {app: traced}}
                spec: {containers: [{name: c, image: nginx}]}
            """;

    @TempDir
    private Path dir = Path.of("unset");

    @Test
    void oneApplyPassesTheFilesThatArchitectureNamesInThatOrder() throws Exception {
        Kubectl.required();
        List<String> named = named();
        assertThat(named).hasSizeBetween(2, FILES_MAX);
        int port = freePort();
        String agent = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
        try (ClusterProcess cluster =
                ClusterProcess.up(dir.resolve("cluster"), List.of(agent), "--runtime", "simulated")) {
            VirtualMachine machine = attach(port);
            try {
                List<String> passed = passed(machine, named, cluster.kubectl());
                assertThat(passed).containsExactlyElementsOf(named);
            } finally {
                machine.dispose();
            }
        }
    }

    private static List<String> named() throws IOException {
        Path file = Path.of("..", "ARCHITECTURE.md");
        List<String> out = new ArrayList<>();
        Matcher matcher = ENTRY.matcher(Files.readString(file));
        while (matcher.find()) {
            Path source = Path.of("..").resolve(matcher.group().replaceAll("^\\d+\\. `|`$", ""));
            assertThat(source).exists();
            out.add(matcher.group(1).replace('/', '.'));
        }
        return out;
    }

    /** Classes in the order in which they were first entered after the command was given. */
    private List<String> passed(VirtualMachine machine, List<String> named, Kubectl kubectl) throws Exception {
        kubectl.runWithInput(DEPLOYMENT.replace("traced", "first"), "apply", "-f", "-"); // loads every class on the way
        List<String> passed = new ArrayList<>();
        // Only the next class on the list is stopped at: heartbeats and ticks pass many of the same classes all the
        // time.
        stopAt(machine, named.get(0));
        Thread apply = new Thread(() -> kubectl.runWithInput(DEPLOYMENT, "apply", "-f", "-"), "kubectl");
        apply.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_SECONDS);
        while (passed.size() < named.size() && System.nanoTime() < end) {
            EventSet events = machine.eventQueue().remove(WAIT_MILLIS);
            if (events == null) {
                continue;
            }
            for (Event event : events) {
                if (event instanceof BreakpointEvent hit) {
                    note(machine, hit, named, passed);
                }
            }
            events.resume();
        }
        apply.join(TimeUnit.SECONDS.toMillis(WITHIN_SECONDS));
        return passed;
    }

    private static void note(VirtualMachine machine, BreakpointEvent hit, List<String> named, List<String> passed) {
        String name = hit.location().declaringType().name();
        if (passed.size() < named.size() && named.get(passed.size()).equals(name)) {
            passed.add(name);
            machine.eventRequestManager().deleteAllBreakpoints();
            if (passed.size() < named.size()) {
                stopAt(machine, named.get(passed.size()));
            }
        }
    }

    /** Breakpoints at the start of every method: unlike method entry events they leave the rest at full speed. */
    private static void stopAt(VirtualMachine machine, String className) {
        for (ReferenceType type : machine.classesByName(className)) {
            for (Method method : type.methods()) {
                if (method.location() != null && !method.isAbstract() && !method.isNative()) {
                    BreakpointRequest stop = machine.eventRequestManager().createBreakpointRequest(method.location());
                    // All threads: another one could pass the next class before it is stopped at.
                    stop.setSuspendPolicy(EventRequest.SUSPEND_ALL);
                    stop.enable();
                }
            }
        }
    }

    private static VirtualMachine attach(int port) throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(c -> c.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
        Objects.requireNonNull(arguments.get("port")).setValue(Integer.toString(port));
        return connector.attach(arguments);
    }

    private static int freePort() throws IOException {
        return Ports.free();
    }
}
