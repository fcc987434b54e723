// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/action_registry.h"

#include "widgets/theme/icons.h"

namespace fulcrum::bridge {

namespace {

constexpr const char* kTip = "fulcrumTip";

/// "Open a project (Ctrl+O)".
QString tipWithShortcut(const QAction* action)
{
    const QString tip = action->property(kTip).toString();
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    return keys.isEmpty() ? tip : QStringLiteral("%1 (%2)").arg(tip, keys);
}

} // namespace

ActionRegistry::ActionRegistry(QObject* parent) : QObject(parent) { }

QAction* ActionRegistry::add(const ActionSpec& spec, const std::function<void()>& triggered)
{
    if (QAction* known = m_byId.value(spec.id))
        return known;
    auto* action = new QAction(spec.text, this);
    action->setObjectName(spec.id);
    action->setProperty(kTip, spec.tip);
    m_defaults.insert(spec.id, spec.shortcut);
    applyKeys(action);
    action->setStatusTip(spec.tip);
    action->setCheckable(spec.checkable);
    if (!spec.icon.isEmpty())
        action->setIcon(theme::icon(spec.icon));
    if (triggered)
        connect(action, &QAction::triggered, this, [triggered] { triggered(); });
    m_byId.insert(spec.id, action);
    m_order.append(action);
    return action;
}

QAction* ActionRegistry::action(const QString& id) const { return m_byId.value(id); }

QString ActionRegistry::idOf(const QAction* action) { return action->objectName(); }

void ActionRegistry::setUnavailable(const QString& id, const QString& reason)
{
    QAction* action = m_byId.value(id);
    if (!action)
        return;
    action->setEnabled(reason.isEmpty());
    action->setToolTip(reason.isEmpty() ? tipWithShortcut(action) : reason);
}

void ActionRegistry::applyKeys(QAction* action)
{
    const QString id = idOf(action);
    action->setShortcut(m_chosen.value(id, m_defaults.value(id)));
    if (action->isEnabled()) // else the tip says why it is not
        action->setToolTip(tipWithShortcut(action));
}

void ActionRegistry::setKeys(const QHash<QString, QKeySequence>& keys)
{
    if (m_chosen == keys)
        return;
    m_chosen = keys;
    for (QAction* action : m_order)
        applyKeys(action);
    Q_EMIT keysChanged();
}

QKeySequence ActionRegistry::defaultKeys(const QString& id) const { return m_defaults.value(id); }

QStringList ActionRegistry::sharers(const QString& id) const
{
    QStringList found;
    const QAction* mine = m_byId.value(id);
    if (!mine || mine->shortcut().isEmpty())
        return found;
    for (const QAction* other : m_order)
        if (other != mine && other->shortcut() == mine->shortcut())
            found.append(idOf(other));
    return found;
}

QStringList ActionRegistry::problems() const
{
    QStringList found;
    QHash<QKeySequence, QString> used;
    for (const QAction* action : m_order) {
        if (action->text().isEmpty())
            found.append(idOf(action) + QStringLiteral(": no text"));
        if (action->property(kTip).toString().isEmpty())
            found.append(idOf(action) + QStringLiteral(": no tip"));
        for (const QKeySequence& keys : action->shortcuts()) {
            if (used.contains(keys))
                found.append(QStringLiteral("%1: %2 is taken by %3").arg(idOf(action), keys.toString(), used[keys]));
            used.insert(keys, idOf(action));
        }
    }
    return found;
}

} // namespace fulcrum::bridge
