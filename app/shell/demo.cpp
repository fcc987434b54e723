// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/demo.h"

#include "core/demo/demo_project.h"

namespace fulcrum::shell {

DemoMaker demoMaker()
{
    return [](const Path& folder, std::stop_token stop) -> Result<void> {
        project::ImportOptions options;
        options.stop = stop;
        FULCRUM_CHECK(demo::openOrCreateDemo(folder, options));
        return {};
    };
}

} // namespace fulcrum::shell
