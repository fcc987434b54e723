// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model_description.h"

#include <fmt/ranges.h>

namespace fulcrum::model {

std::string TensorComplaint::text() const
{
    const auto shape = [](const std::vector<std::int64_t>& extents) { return fmt::format("[{}]", fmt::join(extents, ", ")); };
    switch (kind) {
    case Kind::Missing: return fmt::format("'{}' {} is missing", name, shape(expected));
    case Kind::Unexpected: return fmt::format("'{}' in {} is not part of this architecture", name, file);
    case Kind::Misshapen:
        return fmt::format("'{}' in {} has shape {}, expected {}", name, file, shape(stored), shape(expected));
    case Kind::NotFloating: break;
    }
    return fmt::format("'{}' in {} is not floating point", name, file);
}

std::int64_t ModelDescription::parameters() const
{
    std::int64_t sum = 0;
    for (const Part& part : parts)
        sum += part.parameters;
    return sum;
}

} // namespace fulcrum::model
