// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

namespace fulcrum::bridge {

/// What this computer can do with Fulcrum, found without loading the engine.
struct SystemInfo
{
    struct Ability
    {
        enum class Level { Yes, Slow, No };
        Level level = Level::Yes;
        QString what, why;
    };
    QString processor; ///< "2 cores, 23.5 GiB of memory"
    QString accelerator;
    QString engine;
    QVector<Ability> abilities;
};

/// Reads /proc and looks for the engine module. A few milliseconds: call it on a worker.
SystemInfo readSystemInfo();

} // namespace fulcrum::bridge
