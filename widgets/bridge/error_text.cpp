// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/error_text.h"

#include <QCoreApplication>

namespace fulcrum::bridge {

namespace {

struct ErrorTexts
{
    Q_DECLARE_TR_FUNCTIONS(ErrorTexts)
};

QString headline(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage: return ErrorTexts::tr("This is not a valid request");
    case ErrorCode::NotFound: return ErrorTexts::tr("Something is missing");
    case ErrorCode::Malformed: return ErrorTexts::tr("The data cannot be read");
    case ErrorCode::Io: return ErrorTexts::tr("The system refused to read or write");
    case ErrorCode::Unsupported: return ErrorTexts::tr("This kind is not supported");
    case ErrorCode::OutOfRange: return ErrorTexts::tr("A value is out of range");
    case ErrorCode::DeviceUnavailable: return ErrorTexts::tr("The device is not available");
    case ErrorCode::ModelUnavailable: return ErrorTexts::tr("The model is not available");
    case ErrorCode::OutOfMemory: return ErrorTexts::tr("Not enough memory");
    case ErrorCode::Locked: return ErrorTexts::tr("Another program holds this project");
    case ErrorCode::TooNew: return ErrorTexts::tr("Written by a newer Fulcrum");
    case ErrorCode::Cancelled: return ErrorTexts::tr("Stopped");
    case ErrorCode::Numeric: return ErrorTexts::tr("A number is not finite");
    case ErrorCode::Internal: return ErrorTexts::tr("A mistake in Fulcrum");
    case ErrorCode::Failed: break;
    }
    return ErrorTexts::tr("It did not work");
}

} // namespace

ErrorText errorText(const Error& error)
{
    QStringList parts;
    for (const std::string* part : {&error.what, &error.where, &error.why})
        if (!part->empty())
            parts.append(QString::fromStdString(*part));
    return {headline(error.code), parts.join(QStringLiteral(": ")), QString::fromStdString(error.hint)};
}

QString errorParagraph(const Error& error)
{
    const ErrorText text = errorText(error);
    QString paragraph = text.title;
    if (!text.detail.isEmpty())
        paragraph += QStringLiteral(": ") + text.detail;
    if (!text.hint.isEmpty())
        paragraph += QStringLiteral(" (%1)").arg(text.hint);
    return paragraph;
}

} // namespace fulcrum::bridge
