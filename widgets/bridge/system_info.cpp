// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/system_info.h"

#include "core/model/backend.h"
#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <QDir>
#include <thread>
#include <unistd.h>

namespace fulcrum::bridge {

namespace {

struct SystemTexts
{
    Q_DECLARE_TR_FUNCTIONS(SystemInfo)
};

} // namespace

SystemInfo readSystemInfo()
{
    SystemInfo info;
    const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGE_SIZE);
    const auto memory = pages > 0 && page > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page) : 0;
    info.processor = SystemTexts::tr("%n processor cores, %1 of memory", nullptr, cores).arg(fileSize(memory));
    const bool cuda = !QDir(QStringLiteral("/proc/driver/nvidia/gpus")).isEmpty();
    info.accelerator = cuda ? SystemTexts::tr("An NVIDIA device is there; used when the engine was built with CUDA")
                            : SystemTexts::tr("No CUDA device: there is no NVIDIA driver");
    const bool engine = !model::engineModule().empty();
    info.engine = engine ? SystemTexts::tr("Engine found; LibTorch is loaded when first needed")
                         : SystemTexts::tr("The engine module is not installed");

    using Level = SystemInfo::Ability::Level;
    const QString noEngine = SystemTexts::tr("needs the engine module");
    info.abilities = {
        {Level::Yes, SystemTexts::tr("Browse and search"), {}},
        {Level::Yes, SystemTexts::tr("Retrieval from stored embeddings"), {}},
        {engine ? Level::Yes : Level::No, SystemTexts::tr("Lever-LM training"), engine ? QString() : noEngine},
        {engine ? Level::Yes : Level::No, SystemTexts::tr("Scoring with the tiny models"), engine ? QString() : noEngine},
        {engine ? (cuda ? Level::Yes : Level::Slow) : Level::No, SystemTexts::tr("Scoring with a 9B model"),
            engine ? (cuda ? QString() : SystemTexts::tr("slow without a CUDA device")) : noEngine},
    };
    return info;
}

} // namespace fulcrum::bridge
