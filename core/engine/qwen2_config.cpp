// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/qwen2_config.h"

#include <algorithm>

namespace fulcrum::engine {

Qwen2Config Qwen2Config::read(const Path& folder)
{
    const ConfigReader json = ConfigReader::open(folder / "config.json");
    Qwen2Config config;
    config.text = readLlamaShape(json);
    config.text.qkvBias = true;
    if (json.boolean("use_sliding_window", false))
        json.refuse("use_sliding_window", "only attention over the whole context is supported");
    const std::int64_t last = config.text.vocabulary - 1;
    const auto token = [&](const char* key, std::int64_t absent) {
        return static_cast<std::int32_t>(json.integer(key, 0, last, absent));
    };
    // The published configurations name no pad token: <|endoftext|> serves.
    config.endToken = token("eos_token_id", std::min<std::int64_t>(151643, last));
    config.beginToken = token("bos_token_id", config.endToken);
    config.padToken = token("pad_token_id", config.endToken);
    return config;
}

} // namespace fulcrum::engine
