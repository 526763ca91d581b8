package io.shiplog.scheduler.config;

import java.util.List;

/** Checks the fields of NodeAffinityArgs.addedAffinity; whether an expression can hold is the plugin's affair. */
final class AddedAffinity {

    private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt");
    private static final List<String> FIELD_OPERATORS = List.of("In", "NotIn");
    private static final long WEIGHT_MAX = 100;

    private AddedAffinity() {}

    static void check(Fields affinity) {
        Fields required = affinity.object("requiredDuringSchedulingIgnoredDuringExecution");
        required.objects("nodeSelectorTerms").forEach(AddedAffinity::term);
        required.end();
        for (Fields wish : affinity.objects("preferredDuringSchedulingIgnoredDuringExecution")) {
            wish.number("weight", 1, 1, WEIGHT_MAX);
            term(wish.object("preference"));
            wish.end();
        }
        affinity.end();
    }

    private static void term(Fields term) {
        term.objects("matchExpressions").forEach(one -> expression(one, OPERATORS));
        term.objects("matchFields").forEach(one -> expression(one, FIELD_OPERATORS));
        term.end();
    }

    private static void expression(Fields expression, List<String> operators) {
        expression.required("key");
        expression.required("operator");
        expression.oneOf("operator", "", operators);
        expression.texts("values");
        expression.end();
    }
}
