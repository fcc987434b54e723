// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/new_project_dialog.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

NewProjectDialog::NewProjectDialog(QWidget* parent)
    : QDialog(parent), m_status(theme::label({}, theme::Text::Body, nullptr, true)), m_create(new QPushButton(tr("Create")))
{
    setWindowTitle(tr("New project"));
    resize(720, 640);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(12);
    layout->addWidget(theme::label(tr("New project from COCO or VQAv2"), theme::Text::Title));
    auto* hint = theme::label(tr("The files stay where they are. A task needs files for both splits: demonstrations come from train, queries from validation."),
        theme::Text::Body, nullptr, true);
    theme::makeSecondary(hint);
    layout->addWidget(hint);
    auto* form = new QFormLayout;
    form->setVerticalSpacing(8);
    addPath(form, "folder", tr("Project folder (NAME.fulcrum)"), true);
    for (const auto& [split, name] : {std::pair("train", tr("train")), std::pair("val", tr("validation"))}) {
        addPath(form, qPrintable(QString::fromLatin1(split) + QStringLiteral(".images")), tr("Images, %1").arg(name), true);
        addPath(form, qPrintable(QString::fromLatin1(split) + QStringLiteral(".captions")), tr("Captions, %1").arg(name), false);
        addPath(form, qPrintable(QString::fromLatin1(split) + QStringLiteral(".questions")), tr("VQA questions, %1").arg(name), false);
        addPath(form, qPrintable(QString::fromLatin1(split) + QStringLiteral(".annotations")), tr("VQA answers, %1").arg(name), false);
    }
    addPath(form, "encoder", tr("Encoder folder (CLIP)"), true);
    addPath(form, "lvlm", tr("Vision-language model folder"), true);
    layout->addLayout(form);
    layout->addStretch();
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_status, 1);
    auto* cancel = new QPushButton(tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    m_create->setProperty(theme::kPrimaryProperty, true);
    m_create->setDefault(true);
    connect(m_create, &QPushButton::clicked, this, &NewProjectDialog::choose);
    buttons->addWidget(m_create);
    layout->addLayout(buttons);
    check();
}

void NewProjectDialog::addPath(QFormLayout* form, const char* name, const QString& text, bool folder)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* edit = new QLineEdit;
    edit->setAccessibleName(text);
    connect(edit, &QLineEdit::textChanged, this, &NewProjectDialog::check);
    layout->addWidget(edit, 1);
    auto* browse = new QToolButton;
    browse->setIcon(theme::icon(QStringLiteral("folder")));
    browse->setToolTip(tr("Choose: %1").arg(text));
    browse->setAccessibleName(browse->toolTip());
    const bool isNew = qstrcmp(name, "folder") == 0;
    connect(browse, &QToolButton::clicked, this, [this, edit, text, folder, isNew] {
        const QString chosen = isNew ? QFileDialog::getSaveFileName(this, text, QStringLiteral("my-project.fulcrum"))
            : folder                 ? QFileDialog::getExistingDirectory(this, text)
                                     : QFileDialog::getOpenFileName(this, text, {}, tr("JSON (*.json)"));
        if (!chosen.isEmpty())
            edit->setText(chosen);
    });
    layout->addWidget(browse);
    form->addRow(text, row);
    m_fields.insert(QString::fromLatin1(name), edit);
}

QLineEdit* NewProjectDialog::field(const char* name) const { return m_fields.value(QString::fromLatin1(name)); }

project::ProjectConfig NewProjectDialog::config() const
{
    const auto text = [this](const QString& name) {
        const QString typed = m_fields.value(name)->text().trimmed();
        return typed.isEmpty() ? std::string() : QFileInfo(typed).absoluteFilePath().toStdString();
    };
    project::ProjectConfig config;
    config.name = QFileInfo(m_fields.value(QStringLiteral("folder"))->text().trimmed()).completeBaseName().toStdString();
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        const QString prefix = QString::fromLatin1(data::splitName(split));
        project::SplitFiles& files = config.files(split);
        files.images = text(prefix + QStringLiteral(".images"));
        files.captions = text(prefix + QStringLiteral(".captions"));
        files.vqaQuestions = text(prefix + QStringLiteral(".questions"));
        files.vqaAnnotations = text(prefix + QStringLiteral(".annotations"));
    }
    config.encoder = text(QStringLiteral("encoder"));
    config.lvlm = text(QStringLiteral("lvlm"));
    return config;
}

QStringList NewProjectDialog::problems() const
{
    QStringList problems;
    const project::ProjectConfig chosen = config();
    if (field("folder")->text().trimmed().isEmpty())
        problems.append(tr("Choose where the project goes."));
    if (chosen.train.images.empty() || chosen.validation.images.empty())
        problems.append(tr("Choose the image folders of both splits."));
    if (chosen.tasks().empty())
        problems.append(tr("Choose the captions, or questions and answers, of both splits."));
    return problems;
}

void NewProjectDialog::check()
{
    if (!m_create)
        return;
    const QStringList missing = m_fields.size() < 11 ? QStringList() : problems();
    m_create->setEnabled(missing.isEmpty());
    m_status->setText(missing.value(0));
}

void NewProjectDialog::choose()
{
    QString folder = QFileInfo(field("folder")->text().trimmed()).absoluteFilePath();
    if (!folder.endsWith(u".fulcrum"))
        folder += QStringLiteral(".fulcrum");
    Q_EMIT chosen(folder, config());
    accept();
}

void NewProjectDialog::fill(const QString& folder, const project::ProjectConfig& config)
{
    const auto set = [this](const QString& name, const std::string& text) { m_fields.value(name)->setText(QString::fromStdString(text)); };
    field("folder")->setText(folder);
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        const QString prefix = QString::fromLatin1(data::splitName(split));
        const project::SplitFiles& files = config.files(split);
        set(prefix + QStringLiteral(".images"), files.images);
        set(prefix + QStringLiteral(".captions"), files.captions);
        set(prefix + QStringLiteral(".questions"), files.vqaQuestions);
        set(prefix + QStringLiteral(".annotations"), files.vqaAnnotations);
    }
    set(QStringLiteral("encoder"), config.encoder);
    set(QStringLiteral("lvlm"), config.lvlm);
}

} // namespace fulcrum::dialogs
