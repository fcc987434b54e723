// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/session_store.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace fulcrum::shell {

namespace {

constexpr int kSaveMilliseconds = 2000;
constexpr int kMostRecent = 10, kMostLayouts = 50;

/// Docks of another version cannot be put back, so their layouts are kept apart.
QString layoutsKey() { return QStringLiteral("layouts/%1").arg(SessionStore::kDockVersion); }

void makeFolderOf(const QString& file) { QDir().mkpath(QFileInfo(file).absolutePath()); }

QString key(const char* name) { return QString::fromLatin1(name); }

} // namespace

SessionStore::SessionStore(const QString& sessionFile, const QString& configFile, QObject* parent)
    : QObject(parent), m_sessionFile(sessionFile), m_configFile(configFile)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kSaveMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &SessionStore::save);
}

SessionState SessionStore::load() const
{
    QSettings file(m_sessionFile, QSettings::IniFormat);
    SessionState state;
    state.geometry = file.value(key("window/geometry")).toByteArray();
    state.docks = file.value(QStringLiteral("window/state/%1").arg(kDockVersion)).toByteArray();
    state.project = file.value(key("project/folder")).toString();
    state.page = file.value(key("view/page")).toString();
    state.task = file.value(key("view/task")).toString();
    state.split = file.value(key("view/split")).toString();
    state.query = file.value(key("view/query"), -1).toLongLong();
    state.shots = file.value(key("view/shots"), state.shots).toInt();
    state.search = file.value(key("view/search")).toString();
    state.sort = file.value(key("view/sort")).toString();
    state.view = file.value(key("view/mode")).toString();
    state.columns = file.value(key("view/columns")).toByteArray();
    state.thumbnailSide = file.value(key("view/thumbnails"), state.thumbnailSide).toInt();
    state.sequences = file.value(key("sequences/view")).toStringList();
    state.hiddenSeries = file.value(key("charts/hidden")).toStringList();
    state.compare = file.value(key("compare/mode")).toString();
    state.set = file.value(key("sets/shown")).toString();
    state.runsView = file.value(key("view/runs/mode")).toString();
    state.runColumns = file.value(key("view/runs/columns")).toByteArray();
    state.pivot = file.value(key("view/runs/table")).toString();
    state.chart = file.value(key("charts/kind")).toString();
    state.map = file.value(key("map/view")).toString();
    state.dmRun = file.value(key("dm/run")).toLongLong();
    state.dmThreshold = file.value(key("dm/threshold")).toDouble();
    return state;
}

void SessionStore::save()
{
    m_timer.stop();
    if (!m_enabled || !m_capture)
        return;
    const SessionState state = m_capture();
    makeFolderOf(m_sessionFile);
    QSettings file(m_sessionFile, QSettings::IniFormat);
    file.setValue(key("window/geometry"), state.geometry);
    file.setValue(QStringLiteral("window/state/%1").arg(kDockVersion), state.docks);
    file.setValue(key("project/folder"), state.project);
    file.setValue(key("view/page"), state.page);
    file.setValue(key("view/task"), state.task);
    file.setValue(key("view/split"), state.split);
    file.setValue(key("view/query"), state.query);
    file.setValue(key("view/shots"), state.shots);
    file.setValue(key("view/search"), state.search);
    file.setValue(key("view/sort"), state.sort);
    file.setValue(key("view/mode"), state.view);
    file.setValue(key("view/columns"), state.columns);
    file.setValue(key("view/thumbnails"), state.thumbnailSide);
    file.setValue(key("sequences/view"), state.sequences);
    file.setValue(key("charts/hidden"), state.hiddenSeries);
    file.setValue(key("compare/mode"), state.compare);
    file.setValue(key("sets/shown"), state.set);
    file.setValue(key("view/runs/mode"), state.runsView);
    file.setValue(key("view/runs/columns"), state.runColumns);
    file.setValue(key("view/runs/table"), state.pivot);
    file.setValue(key("charts/kind"), state.chart);
    file.setValue(key("map/view"), state.map);
    file.setValue(key("dm/run"), state.dmRun);
    file.setValue(key("dm/threshold"), state.dmThreshold);
}

void SessionStore::touch()
{
    if (m_enabled)
        m_timer.start();
}

bool SessionStore::begin()
{
    if (!m_enabled)
        return false;
    makeFolderOf(m_sessionFile);
    QSettings file(m_sessionFile, QSettings::IniFormat);
    const bool crashed = file.value(key("session/running"), false).toBool();
    file.setValue(key("session/running"), true);
    return crashed;
}

void SessionStore::end()
{
    if (!m_enabled)
        return;
    save();
    QSettings(m_sessionFile, QSettings::IniFormat).setValue(key("session/running"), false);
}

QVector<views::RecentProject> SessionStore::recent() const
{
    QSettings file(m_configFile, QSettings::IniFormat);
    QVector<views::RecentProject> projects;
    const int size = file.beginReadArray(key("recent/projects"));
    for (int i = 0; i < std::min(size, kMostRecent); ++i) {
        file.setArrayIndex(i);
        projects.append({file.value(key("folder")).toString(), file.value(key("name")).toString(),
            file.value(key("opened")).toLongLong(), false});
    }
    file.endArray();
    return projects;
}

void SessionStore::addRecent(const QString& folder, const QString& name)
{
    if (!m_enabled)
        return;
    QVector<views::RecentProject> projects = recent();
    projects.removeIf([&folder](const views::RecentProject& project) { return project.folder == folder; });
    projects.prepend({folder, name, QDateTime::currentMSecsSinceEpoch(), false});
    projects.resize(std::min<qsizetype>(projects.size(), kMostRecent));
    makeFolderOf(m_configFile);
    QSettings file(m_configFile, QSettings::IniFormat);
    file.beginWriteArray(key("recent/projects"), static_cast<int>(projects.size()));
    for (int i = 0; i < projects.size(); ++i) {
        file.setArrayIndex(i);
        file.setValue(key("folder"), projects[i].folder);
        file.setValue(key("name"), projects[i].name);
        file.setValue(key("opened"), static_cast<qlonglong>(projects[i].opened));
    }
    file.endArray();
}

QMap<QString, SavedLayout> SessionStore::layouts() const
{
    QSettings file(m_sessionFile, QSettings::IniFormat);
    QMap<QString, SavedLayout> found;
    const int size = file.beginReadArray(layoutsKey());
    for (int i = 0; i < std::min(size, kMostLayouts); ++i) {
        file.setArrayIndex(i);
        found.insert(file.value(key("name")).toString(), {file.value(key("page")).toString(), file.value(key("docks")).toByteArray()});
    }
    file.endArray();
    return found;
}

void SessionStore::saveLayout(const QString& name, const SavedLayout& layout)
{
    QMap<QString, SavedLayout> all = layouts();
    all.insert(name, layout);
    writeLayouts(all);
}

void SessionStore::removeLayout(const QString& name)
{
    QMap<QString, SavedLayout> all = layouts();
    all.remove(name);
    writeLayouts(all);
}

void SessionStore::writeLayouts(const QMap<QString, SavedLayout>& all)
{
    if (!m_enabled)
        return;
    makeFolderOf(m_sessionFile);
    QSettings file(m_sessionFile, QSettings::IniFormat);
    file.remove(layoutsKey());
    file.beginWriteArray(layoutsKey(), static_cast<int>(all.size()));
    int i = 0;
    for (auto one = all.begin(); one != all.end(); ++one) {
        file.setArrayIndex(i++);
        file.setValue(key("name"), one.key());
        file.setValue(key("page"), one->page);
        file.setValue(key("docks"), one->docks);
    }
    file.endArray();
}

} // namespace fulcrum::shell
