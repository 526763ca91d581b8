package io.shiplog.scheduler.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shiplog.scheduler.config.SchedulerConfiguration.ProfileConfiguration;
import io.shiplog.scheduler.plugin.PluginArgs;
import io.shiplog.scheduler.plugin.PluginSelection;
import io.shiplog.scheduler.queue.BackOff;
import io.shiplog.scheduler.snapshot.PodShape;
import io.shiplog.schemas.object.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a KubeSchedulerConfiguration. What cannot be is refused, all of it at once, each with its path, what is wrong
 * and what is allowed; what changes nothing here is told as a warning.
 */
public final class ConfigurationReader {

    static final String API_VERSION = "kubescheduler.config.k8s.io/v1";

    private static final String KIND = "KubeSchedulerConfiguration";
    private static final int PERCENT_MAX = 100;
    private static final long SECONDS_MAX = 24 * 3600;
    private static final long MILLIS = 1_000;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What a file says, and what of it changes nothing. */
    public record Read(SchedulerConfiguration configuration, List<String> warnings) {}

    private ConfigurationReader() {}

    /** Reads the text of a file, YAML or JSON. */
    public static Read read(String text) throws InvalidConfigurationException {
        JsonNode tree;
        try {
            tree = YAML.readTree(text);
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation();
            throw new InvalidConfigurationException(
                    e.getOriginalMessage() + (where == null ? "" : " (line " + where.getLineNr() + ")"));
        }
        if (!(tree instanceof ObjectNode object)) {
            throw new InvalidConfigurationException("it is no object with apiVersion and kind");
        }
        Fields.Findings findings = new Fields.Findings();
        SchedulerConfiguration configuration = configuration(new Fields(object, "", findings));
        if (!findings.problems().isEmpty()) {
            throw new InvalidConfigurationException(findings.problems());
        }
        return new Read(configuration, List.copyOf(findings.warnings()));
    }

    private static SchedulerConfiguration configuration(Fields file) {
        file.required("apiVersion");
        file.oneOf("apiVersion", "", List.of(API_VERSION));
        file.required("kind");
        file.oneOf("kind", "", List.of(KIND));
        int percentage = (int) file.number("percentageOfNodesToScore", 0, 0, PERCENT_MAX);
        BackOff backOff = backOff(file);
        List<ProfileConfiguration> profiles = profiles(file, percentage);
        withoutEffect(file);
        if (!file.objects("extenders").isEmpty()) {
            file.wrong(FieldError.forbidden(
                    file.path("extenders"), "nobody outside is asked where a pod may run; leave it away"));
        }
        file.end();
        return new SchedulerConfiguration(profiles, backOff);
    }

    private static BackOff backOff(Fields file) {
        long initial =
                file.number("podInitialBackoffSeconds", BackOff.DEFAULT.initialMillis() / MILLIS, 1, SECONDS_MAX);
        long most = file.number("podMaxBackoffSeconds", BackOff.DEFAULT.maxMillis() / MILLIS, 1, SECONDS_MAX);
        if (most < initial) {
            file.wrong(FieldError.invalid(
                    file.path("podMaxBackoffSeconds"),
                    Long.toString(most),
                    "must not be less than podInitialBackoffSeconds, which is " + initial));
        }
        return new BackOff(initial * MILLIS, most * MILLIS);
    }

    private static List<ProfileConfiguration> profiles(Fields file, int percentage) {
        List<Fields> given = file.objects("profiles");
        List<ProfileConfiguration> out = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields profile : given) {
            String name = given.size() == 1
                    ? profile.text("schedulerName", PodShape.DEFAULT_SCHEDULER)
                    : profile.required("schedulerName");
            if (!name.isEmpty() && !names.add(name)) {
                profile.wrong(FieldError.duplicate(profile.path("schedulerName"), "\"" + name + "\""));
            }
            int own = (int) profile.number("percentageOfNodesToScore", percentage, 0, PERCENT_MAX);
            PluginSelection plugins = PluginSets.read(profile.object("plugins"));
            PluginArgs args = ArgsReader.read(profile.objects("pluginConfig"));
            profile.end();
            out.add(new ProfileConfiguration(name, own, plugins, args));
        }
        return out.isEmpty() ? SchedulerConfiguration.defaults(percentage).profiles() : List.copyOf(out);
    }

    private static void withoutEffect(Fields file) {
        file.withoutEffect("parallelism", "one thread places all pods");
        file.withoutEffect("leaderElection", "of several schedulers the one with the newest epoch places");
        file.withoutEffect("clientConnection", "the scheduler reads and writes topics, it calls no API server");
        file.withoutEffect("delayCacheUntilActive", "a scheduler reads the log before its epoch allows it to place");
        for (String address : List.of("healthzBindAddress", "metricsBindAddress")) {
            file.withoutEffect(address, "--metrics-port says where /metrics and /healthz are");
        }
        for (String profiling : List.of("enableProfiling", "enableContentionProfiling")) {
            file.withoutEffect(profiling, "there is no profiling over HTTP; use the tools of the JDK");
        }
    }
}
