package io.shiplog.scheduler.config;

import io.shiplog.schemas.object.FieldError;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it, a line each. */
public final class InvalidConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String problems;

    InvalidConfigurationException(List<FieldError> problems) {
        this(problems.stream().map(FieldError::toString).distinct().collect(Collectors.joining("\n")));
    }

    InvalidConfigurationException(String problem) {
        super(problem);
        this.problems = problem;
    }

    /** Everything that is wrong, a line each. */
    public String problems() {
        return problems;
    }
}
