package io.shiplog.scheduler.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.shiplog.scheduler.config.SchedulerConfiguration.ProfileConfiguration;
import io.shiplog.scheduler.plugin.PluginArgs;
import io.shiplog.scheduler.plugin.PluginSelection;
import io.shiplog.scheduler.plugin.PluginSelection.Weighted;
import io.shiplog.scheduler.plugin.ScoringStrategy;
import io.shiplog.scheduler.queue.BackOff;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationReaderTest {

    private static final String HEAD = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n";

    @Test
    void aFileThatSaysNothingIsTheDefault() throws InvalidConfigurationException {
        assertThat(read("")).isEqualTo(SchedulerConfiguration.defaults());
        assertThat(read("profiles: [{}]")).isEqualTo(SchedulerConfiguration.defaults());
    }

    @Test
    void readsTimesAndPercentages() throws InvalidConfigurationException {
        SchedulerConfiguration found = read("""
                percentageOfNodesToScore: 30
                podInitialBackoffSeconds: 2
                podMaxBackoffSeconds: 60
                profiles:
                - {schedulerName: a}
                - {schedulerName: b, percentageOfNodesToScore: 70}
                """);
        assertThat(found.backOff()).isEqualTo(new BackOff(2_000, 60_000));
        assertThat(found.profiles().stream()
                        .map(ProfileConfiguration::percentageOfNodesToScore)
                        .toList())
                .containsExactly(30, 70);
    }

    @Test
    void takesEverythingAwayWithAStarAndAddsWhatIsNamed() throws InvalidConfigurationException {
        PluginSelection found = plugins("""
                score:
                  disabled: [{name: '*'}]
                  enabled: [{name: ImageLocality, weight: 7}, {name: NodeAffinity}]
                """);
        assertThat(found.scores()).containsExactly(new Weighted("ImageLocality", 7), new Weighted("NodeAffinity", 1));
        assertThat(found.filters()).isEqualTo(PluginSelection.DEFAULT.filters());
    }

    @Test
    void aPluginNamedAtMultiPointKeepsItsPlaceAndTakesTheWeight() throws InvalidConfigurationException {
        PluginSelection found = plugins("multiPoint: {enabled: [{name: NodeResourcesFit, weight: 9}]}");
        assertThat(found.scores().stream().map(Weighted::name).toList())
                .isEqualTo(PluginSelection.DEFAULT.scores().stream()
                        .map(Weighted::name)
                        .toList());
        assertThat(found.scores()).contains(new Weighted("NodeResourcesFit", 9), new Weighted("TaintToleration", 3));
    }

    @Test
    void aPluginEnabledAtItsStepAndByMultiPointHasTheWeightOfTheStepAndComesFirst()
            throws InvalidConfigurationException {
        PluginSelection found = plugins("score: {enabled: [{name: ImageLocality, weight: 5}]}");
        assertThat(found.scores().get(0)).isEqualTo(new Weighted("ImageLocality", 5));
        assertThat(found.scores()).hasSameSizeAs(PluginSelection.DEFAULT.scores());
    }

    @Test
    void disablesEverywhereAtMultiPointAndAtOneStepByName() throws InvalidConfigurationException {
        PluginSelection found = plugins("""
                multiPoint: {disabled: [{name: TaintToleration}, {name: DefaultPreemption}]}
                score: {disabled: [{name: NodeAffinity}]}
                """);
        assertThat(found.filters()).doesNotContain("TaintToleration").contains("NodeAffinity");
        assertThat(found.scores().stream().map(Weighted::name).toList())
                .doesNotContain("TaintToleration", "NodeAffinity");
        assertThat(found.postFilters()).isEmpty();
    }

    @Test
    void readsWhatPluginsAreTold() throws InvalidConfigurationException {
        PluginArgs found = read("""
                profiles:
                - pluginConfig:
                  - name: NodeResourcesFit
                    args:
                      apiVersion: kubescheduler.config.k8s.io/v1
                      kind: NodeResourcesFitArgs
                      ignoredResources: [example.com/a]
                      ignoredResourceGroups: [example.org]
                      scoringStrategy:
                        type: RequestedToCapacityRatio
                        resources: [{name: cpu, weight: 3}, {name: example.com/gpu}]
                        requestedToCapacityRatio: {shape: [{utilization: 0, score: 0}, {utilization: 100, score: 10}]}
                  - {name: NodeResourcesBalancedAllocation, args: {resources: [{name: cpu, weight: 1}]}}
                  - {name: InterPodAffinity, args: {hardPodAffinityWeight: 4, ignorePreferredTermsOfExistingPods: true}}
                  - {name: PodTopologySpread, args: {defaultingType: List, defaultConstraints: []}}
                  - name: NodeAffinity
                    args:
                      addedAffinity:
                        requiredDuringSchedulingIgnoredDuringExecution:
                          nodeSelectorTerms: [{matchExpressions: [{key: pool, operator: In, values: [batch]}]}]
                  - {name: DefaultPreemption, args: {minCandidateNodesPercentage: 20}}
                """).profiles().get(0).args();
        assertThat(found.fit().type()).isEqualTo(ScoringStrategy.Type.RequestedToCapacityRatio);
        assertThat(found.fit().resources())
                .containsExactly(
                        new ScoringStrategy.Resource("cpu", 3), new ScoringStrategy.Resource("example.com/gpu", 1));
        assertThat(found.fit().shape()).hasSize(2);
        assertThat(found.ignoredResources()).containsExactly("example.com/a", "example.org");
        assertThat(found.balancedResources()).containsExactly("cpu");
        assertThat(found.affinity()).isEqualTo(new PluginArgs.Affinity(4, true));
        assertThat(found.addedAffinity().accepts(Map.of("pool", "batch"), "n1")).isTrue();
        assertThat(found.addedAffinity().accepts(Map.of(), "n1")).isFalse();
        assertThat(found.preemption()).isEqualTo(new PluginArgs.Preemption(20, 100));
    }

    @Test
    void tellsEverythingThatIsWrongAtOnceWithPathAndWhatIsAllowed() {
        assertThat(problems("""
                        percentageOfNodesToScore: 101
                        podInitialBackoffSeconds: 5
                        podMaxBackoffSeconds: 2
                        percentageOfNodes: 5
                        profiles:
                        - schedulerName: a
                          plugins:
                            score: {enabled: [{name: NodeName, weight: -1}, {name: Nobody}]}
                            filter: {disabled: [{name: NodePorts}]}
                            queueSort: {disabled: [{name: '*'}]}
                          pluginConfig:
                          - name: NodeResourcesFit
                            args: {scoringStrategy: {type: Most, resources: [{name: cpu, weight: 101}]}}
                        - schedulerName: a
                        """))
                .contains("percentageOfNodesToScore: Invalid value: 101: must be a whole number from 0 to 100")
                .contains("podMaxBackoffSeconds: Invalid value: 2: must not be less than podInitialBackoffSeconds")
                .anyMatch(line -> line.startsWith("percentageOfNodes: Forbidden: there is no such field; there are: ")
                        && line.contains("percentageOfNodesToScore"))
                .anyMatch(line -> line.startsWith(
                        "profiles[0].plugins.score.enabled[0].weight: Invalid value: -1: must be a whole number"))
                .anyMatch(line ->
                        line.startsWith("profiles[0].plugins.score.enabled[0].name: Unsupported value: \"NodeName\"")
                                && line.contains("ImageLocality"))
                .anyMatch(line ->
                        line.startsWith("profiles[0].plugins.score.enabled[1].name: Unsupported value: \"Nobody\""))
                .anyMatch(line -> line.startsWith("profiles[0].plugins.preFilter: Invalid value: \"NodePorts\""))
                .anyMatch(line -> line.startsWith(
                        "profiles[0].plugins.queueSort: Invalid value: []: exactly one plugin must order the queue"))
                .contains("profiles[0].pluginConfig[0].args.scoringStrategy.type: Unsupported value: \"Most\":"
                        + " supported values: \"LeastAllocated\", \"MostAllocated\", \"RequestedToCapacityRatio\"")
                .contains("profiles[0].pluginConfig[0].args.scoringStrategy.resources[0].weight:"
                        + " Invalid value: 101: must be a whole number from 1 to 100")
                .contains("profiles[1].schedulerName: Duplicate value: \"a\"");
    }

    @Test
    void refusesACurveThatDoesNotRiseAndOneThatIsMissing() {
        String strategy = "profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy:"
                + " {type: RequestedToCapacityRatio, requestedToCapacityRatio: {shape: [%s]}}}}]}]";
        String at = "profiles[0].pluginConfig[0].args.scoringStrategy.requestedToCapacityRatio.shape";
        assertThat(problems(strategy.formatted(""))).contains(at + ": Required value: at least one point");
        assertThat(problems(strategy.formatted("{utilization: 50, score: 1}, {utilization: 50, score: 11}")))
                .contains(
                        at + "[1].utilization: Invalid value: 50: must be greater than that of the point before it",
                        at + "[1].score: Invalid value: 11: must be a whole number from 0 to 10");
    }

    @Test
    void refusesOtherVersionsAndWhatIsNoObject() {
        assertThat(refused("apiVersion: v1\nkind: Pod")).contains("kubescheduler.config.k8s.io/v1");
        assertThat(refused("just words")).isEqualTo("it is no object with apiVersion and kind");
        assertThat(refused("a: [")).contains("line");
        assertThat(problems("extenders: [{urlPrefix: x}]")).anyMatch(line -> line.startsWith("extenders: Forbidden"));
    }

    @Test
    void warnsOfWhatChangesNothing() throws InvalidConfigurationException {
        assertThat(ConfigurationReader.read(HEAD + """
                                parallelism: 16
                                leaderElection: {leaderElect: true}
                                profiles:
                                - plugins: {multiPoint: {disabled: [{name: VolumeBinding}]}}
                                """).warnings())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("leaderElection changes nothing: "))
                .anyMatch(line -> line.startsWith("parallelism changes nothing: "))
                .anyMatch(line -> line.startsWith(
                        "profiles[0].plugins.multiPoint.disabled[0].name: VolumeBinding changes nothing: "));
    }

    private static SchedulerConfiguration read(String yaml) throws InvalidConfigurationException {
        return ConfigurationReader.read(HEAD + yaml).configuration();
    }

    private static PluginSelection plugins(String yaml) throws InvalidConfigurationException {
        return read("profiles:\n- plugins:\n" + yaml.indent(4))
                .profiles()
                .get(0)
                .plugins();
    }

    private static String refused(String text) {
        return catchThrowableOfType(InvalidConfigurationException.class, () -> ConfigurationReader.read(text))
                .problems();
    }

    private static List<String> problems(String yaml) {
        return refused(HEAD + yaml)
                .lines()
                .map(line -> line.replaceAll(", which is \\d+$", ""))
                .toList();
    }
}
